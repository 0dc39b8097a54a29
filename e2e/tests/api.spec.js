import { expect, expectAccessible, test } from "../test.js";

test("the API is described for people and for programs", { tag: "@script" }, async ({ page, program, request }) => {
  await page.goto("/api");
  await expectAccessible(page, "api", { snapshot: false });
  const description = await (await request.get(`${program.address}/api/openapi.json`)).json();
  expect(description.openapi).toBe("3.1.0");
  for (const path of Object.keys(description.paths)) {
    await expect(page.getByRole("heading", { name: path }).first(), path).toBeVisible();
  }
});

test("a problem of the API has a stable code", async ({ program, request }) => {
  const answer = await request.get(`${program.address}/api/no-such-thing`);
  expect(answer.status()).toBe(404);
  expect(answer.headers()["content-type"]).toBe("application/problem+json");
  expect(await answer.json()).toMatchObject({ code: "not-found", status: 404 });
});
