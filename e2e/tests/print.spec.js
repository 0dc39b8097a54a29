// On paper: A4, no navigation, nothing cut off.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

import { expect, test } from "../test.js";

const words = (text) => text.normalize("NFC").split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 0);

/** Prints a page and gives its text; what is in sight on paper has to be in it, word for word. */
async function printed(page, name) {
  await page.emulateMedia({ media: "print" });
  const shown = await page.locator("main").evaluate((main) => main.innerText);
  const file = test.info().outputPath(`${name}.pdf`);
  writeFileSync(file, await page.pdf({ format: "A4", printBackground: false, margin: { top: "15mm", right: "15mm", bottom: "15mm", left: "20mm" } }));
  const text = execFileSync("pdftotext", ["-layout", file, "-"]).toString();
  const onPaper = new Set(words(text));
  expect(words(shown).filter((word) => !onPaper.has(word)), "words that paper has lost").toEqual([]);
  for (const gone of ["Đăng xuất", "Tăng tương phản", "Chuyển đến nội dung chính"]) expect(text).not.toContain(gone);
  const size = execFileSync("pdfinfo", [file]).toString();
  expect(size).toMatch(/Page size: +59[45]\.\d+ x 84[12]/);
  const pages = Number(/Pages: +(\d+)/.exec(size)[1]);
  return { text, pages, file };
}

test("today on paper", { tag: "@once" }, async ({ somebody }) => {
  const page = await somebody("vanphong");
  await page.goto("/today");
  const { text } = await printed(page, "today");
  expect(text).toContain("Hôm nay");
  expect(text).toContain("Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi");
});

test("a task and a list of tasks on paper", { tag: "@once" }, async ({ somebody }) => {
  const page = await somebody("vanphong");
  await page.goto("/tasks?state=completed");
  const list = await printed(page, "tasks");
  expect(list.text).toContain("Đã hoàn thành");
  await page.emulateMedia({ media: "screen" });
  await page.locator("table.tasks tbody a").first().click();
  const { pages } = await printed(page, "task");
  expect(pages).toBeLessThanOrEqual(3);
});
