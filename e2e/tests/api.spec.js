import { expect, expectAccessible, test } from "../test.js";

test("the API is described for people and for programs", { tag: "@script" }, async ({ page, program, request }) => {
  await page.goto("/api");
  await expectAccessible(page, "api", { snapshot: false });
  const description = await (await request.get(`${program.address}/api/openapi.json`)).json();
  expect(description.openapi).toBe("3.1.0");
  const headings = (await page.getByRole("main").getByRole("heading").allTextContents()).join("\n");
  expect(Object.keys(description.paths).filter((path) => !headings.includes(path)), "paths that the page does not tell of").toEqual([]);
});

test("a problem of the API has a stable code", async ({ program, request }) => {
  const answer = await request.get(`${program.address}/api/no-such-thing`);
  expect(answer.status()).toBe(404);
  expect(answer.headers()["content-type"]).toBe("application/problem+json");
  expect(await answer.json()).toMatchObject({ code: "not-found", status: 404 });
});
