import { expect, expectAccessible, signIn, test } from "../test.js";

test("signing in and out", async ({ page }) => {
  await page.goto("/sign-in");
  await expectAccessible(page, "sign-in");
  await page.getByLabel("Tên đăng nhập").fill("khong-co");
  await page.getByLabel("Mật khẩu").fill("không đúng");
  await page.getByRole("button", { name: "Đăng nhập" }).click();
  await expect(page.getByRole("alert")).toContainText("Tên đăng nhập hoặc mật khẩu không đúng");
  await expect(page.getByLabel("Tên đăng nhập")).toHaveValue("khong-co");
  await expectAccessible(page, "sign-in-wrong");

  await signIn(page, "quantri");
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await expect(page.getByRole("status")).toContainText("Đã đăng xuất");
  await page.goto("/account");
  await expect(page, "the way back is kept").toHaveURL(/\/sign-in\?next=%2Faccount$/);
});

test("after signing in the page that was asked for is shown", async ({ page }) => {
  await page.goto("/account/password");
  await page.getByLabel("Tên đăng nhập").fill("quantri");
  await page.getByLabel("Mật khẩu").fill("Mat-khau-thu-2026");
  await page.getByRole("button", { name: "Đăng nhập" }).click();
  await expect(page).toHaveURL(/\/account\/password$/);
});

test("the session cookie is out of reach of scripts and other sites", async ({ page, context }) => {
  await signIn(page, "quantri");
  const session = (await context.cookies()).find((cookie) => cookie.name === "session");
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
});
