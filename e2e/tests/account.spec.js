import { expect, expectAccessible, signIn, test } from "../test.js";

test("the own account", async ({ page }) => {
  await signIn(page, "quantri");
  await page.goto("/account");
  // The list of sessions grows with every test, so the tree is not compared.
  await expectAccessible(page, "account", { snapshot: false });
  await expect(page.getByText("Phiên này")).toBeVisible();
});

test("a wrong password is told at its field", async ({ page }) => {
  await signIn(page, "quantri");
  await page.goto("/account/password");
  await page.getByLabel("Mật khẩu hiện tại").fill("không phải");
  await page.getByLabel("Mật khẩu mới", { exact: true }).fill("một câu dễ nhớ 2026");
  await page.getByLabel("Nhập lại mật khẩu mới").fill("một câu khác 2026");
  await page.getByRole("button", { name: "Đổi mật khẩu" }).click();
  const again = page.getByLabel("Nhập lại mật khẩu mới");
  await expect(again).toHaveAccessibleDescription(/Hai lần nhập mật khẩu không giống nhau/);
  await expectAccessible(page, "account-password-errors");
});

test("setting up a second factor", async ({ page }) => {
  await signIn(page, "quantri");
  await page.goto("/account/second-factor");
  await expect(page.getByRole("link", { name: "Mở ứng dụng xác thực trên thiết bị này" })).toHaveAttribute("href", /^otpauth:\/\/totp\//);
  await expectAccessible(page, "second-factor", { snapshot: false });
  await page.getByLabel("Mã 6 chữ số").fill("000000");
  await page.getByRole("button", { name: "Xác nhận và bật" }).click();
  await expect(page.getByRole("alert")).toContainText("Mã không đúng");
});

test("ending the other sessions asks first", async ({ page, browser, program }) => {
  const other = await browser.newContext({ locale: "vi-VN", baseURL: program.address });
  await signIn(await other.newPage(), "quantri");
  await signIn(page, "quantri");
  await page.goto("/account/sessions/revoke");
  await expectAccessible(page, "sessions-revoke");
  await other.close();
});
