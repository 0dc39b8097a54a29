import { expect, expectAccessible, signIn, test } from "../test.js";

test("text size, contrast and language are set without a script and stay", async ({ page }) => {
  await page.goto("/sign-in");
  const letters = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector("h1")).fontSize));
  const before = await letters();
  await page.getByRole("button", { name: "A+ cỡ chữ lớn" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  expect(await letters()).toBeGreaterThan(before);
  await page.getByRole("button", { name: "Tăng tương phản" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-contrast", "high");
  await expectAccessible(page, "sign-in-high-contrast", { snapshot: false });
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expectAccessible(page, "sign-in-english");
  await page.goto("/sign-in?lang=vi");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Đăng nhập");
});

test("the skip link leads to the content", { tag: "@desktop" }, async ({ page }) => {
  await page.goto("/sign-in");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Chuyển đến nội dung chính" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
});

test("every control is large enough to hit", async ({ page }) => {
  await signIn(page, "quantri");
  await page.goto("/account");
  const small = await page.locator("button:visible, a.button:visible, .sections a:visible, input:visible").evaluateAll(
    (controls) => controls
      .map((control) => [control.textContent.trim(), control.getBoundingClientRect()])
      .filter(([, box]) => box.height < 24 || box.width < 24)
      .map(([words]) => words));
  expect(small).toEqual([]);
});

test("at 320 pixels and double size nothing is cut off", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "A+ cỡ chữ lớn" }).click();
  await expectAccessible(page, "sign-in-narrow", { snapshot: false });
});
