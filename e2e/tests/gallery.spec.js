// The pieces all pages are made of. The page exists only in builds for development.
import { expect, expectAccessible, test } from "../test.js";

for (const contrast of ["normal", "high"]) {
  for (const size of ["normal", "large"]) {
    test(`every piece is accessible, ${contrast} contrast, ${size} letters`, { tag: "@script" }, async ({ page, context, program }) => {
      await context.addCookies([
        { name: "contrast", value: contrast, url: program.address },
        { name: "text-size", value: size, url: program.address },
      ]);
      const answer = await page.goto("/gallery");
      expect(answer.status(), "the program is built for development").toBe(200);
      await expectAccessible(page, "gallery", { snapshot: contrast === "normal" && size === "normal" });
    });
  }
}

test("on paper there is no navigation and tables are tables", { tag: "@once" }, async ({ page }) => {
  await page.goto("/gallery");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "A+ cỡ chữ lớn" })).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});
