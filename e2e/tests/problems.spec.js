import { expect, expectAccessible, signIn, test } from "../test.js";

test("what is not there is told with a way back", async ({ page }) => {
  await signIn(page, "quantri");
  const answer = await page.goto("/khong-co-trang-nay");
  expect(answer.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Không tìm thấy");
  await expect(page.getByRole("navigation", { name: "Các phần của chương trình" }).or(page.getByRole("link", { name: "Về trang đầu" })).first()).toBeVisible();
  await expectAccessible(page, "not-found", { snapshot: false });
});

test("a form sent from another site is refused", async ({ program, request }) => {
  const answer = await request.post(`${program.address}/sign-in`, {
    form: { login: "quantri", password: "Mat-khau-thu-2026" },
    headers: { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" },
  });
  expect(answer.status()).toBe(403);
});

test("every answer forbids what pages do not need", async ({ program, request }) => {
  for (const path of ["/sign-in", "/khong-co", "/api", "/api/health"]) {
    const headers = (await request.get(program.address + path)).headers();
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["cache-control"]).toBe("no-store");
  }
});

test("the first visit is light", async ({ page }) => {
  let bytes = 0;
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  client.on("Network.loadingFinished", ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await page.goto("/sign-in", { waitUntil: "networkidle" });
  expect(bytes).toBeLessThan(150 * 1024);
});
