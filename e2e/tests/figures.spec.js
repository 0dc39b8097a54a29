// Figures and search: every number opens the list it counts, and a word without marks finds the name with them.
import { giveTasks } from "../office.js";
import { expect, expectAccessible, test } from "../test.js";

/** How many tasks a list says it has. */
const total = (html) => Number(/<caption[^>]*>\s*([\d.]+) nhiệm vụ/.exec(html)?.[1].replaceAll(".", "") ?? 0);
const number = async (link) => Number((await link.textContent()).replaceAll(".", ""));

for (const by of ["agency", "place", "directive"]) {
  test(`each number of the figures by ${by} opens a list of as many`, { tag: "@once" }, async ({ somebody, program }) => {
    const clerk = await program.person("vanphong");
    const page = await somebody("vanphong");
    await page.goto(`/figures?by=${by}`);
    const links = await page.locator("table.figures .number a").all();
    expect(links.length).toBeGreaterThan(8);
    const differing = [];
    for (const link of links) {
      const address = await link.getAttribute("href");
      const [said, listed] = [await number(link), total(await clerk.page(address))];
      if (said !== listed) differing.push(`${address}: ${said} in the figures, ${listed} in the list`);
    }
    expect(differing).toEqual([]);
  });
}

test("from a number to its tasks and back", async ({ somebody }) => {
  const page = await somebody("vanphong");
  await page.goto("/figures");
  await expectAccessible(page, "figures", { snapshot: false });
  const late = page.locator("table.figures tfoot tr").first().locator(".number a").last();
  const count = await number(late);
  expect(count, "the demonstration has late tasks").toBeGreaterThan(0);
  await late.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nhiệm vụ");
  await expect(page.locator("table.tasks caption")).toHaveText(`${count} nhiệm vụ`);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Số liệu");
});

test("the box on every page finds Đăk Hà by dak ha, and tells đường from dưỡng", async ({ somebody, program }) => {
  await giveTasks(await program.person("vanphong"), [
    { text: "Sửa đường liên thôn sau lũ", lead: "Sở Xây dựng" },
    { text: "Nuôi dưỡng người già neo đơn", lead: "Sở Y tế" },
  ]);
  const page = await somebody("vanphong");
  await page.goto("/today");
  const find = async (words) => {
    const box = page.getByRole("banner").getByRole("searchbox");
    await box.fill(words);
    await page.getByRole("banner").getByRole("button", { name: "Tìm" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tìm kiếm");
    await expect(page.getByRole("main").getByRole("searchbox")).toHaveValue(words);
  };
  await find("dak ha");
  await expect(page.getByRole("main").locator("mark, .found-place").filter({ hasText: /Đăk Hà/i }).first()).toBeVisible();
  await expectAccessible(page, "search", { snapshot: false });
  const found = (words) => page.getByRole("region", { name: "Nhiệm vụ" }).getByRole("listitem").filter({ hasText: words });
  await find("đường liên thôn");
  await expect(found("Sửa đường liên thôn sau lũ").first()).toBeVisible();
  await find("dưỡng liên thôn");
  await expect(found("Sửa đường liên thôn sau lũ")).toHaveCount(0);
  await find("nuoi duong");
  await expect(found("Nuôi dưỡng người già neo đơn").first()).toBeVisible();
  await find("khongcotunaynhuvay");
  await expect(page.getByRole("main")).toContainText("Không tìm thấy");
});
