// The pieces all pages are made of. The page exists only in builds for development.
import { expect, expectAccessible, test } from "../test.js";

for (const contrast of ["normal", "high"]) {
  for (const size of ["normal", "large"]) {
    test(`every piece is accessible, ${contrast} contrast, ${size} letters`, async ({ page, context, program }) => {
      await context.addCookies([
        { name: "contrast", value: contrast, url: program.address },
        { name: "text-size", value: size, url: program.address },
      ]);
      const answer = await page.goto("/gallery");
      test.skip(answer.status() === 404, "not in this build");
      await expectAccessible(page, "gallery", { snapshot: contrast === "normal" && size === "normal" });
    });
  }
}

test("on paper there is no navigation and tables are tables", async ({ page }) => {
  const answer = await page.goto("/gallery");
  test.skip(answer.status() === 404, "not in this build");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "A+ cỡ chữ lớn" })).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});
