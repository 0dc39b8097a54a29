// A rule is set with its basis, and the journal tells both sides of every change.
import { giveTasks } from "../office.js";
import { expect, expectAccessible, test } from "../test.js";

test("a rule is set from a day on, with the document it rests on", async ({ somebody }) => {
  const page = await somebody("quantri");
  await page.goto("/rules");
  await page.getByRole("link", { name: /^Đặt giá trị khác/ }).first().click();
  const rule = page.getByRole("combobox", { name: "Quy tắc" });
  const name = (await rule.locator("option:checked").textContent()).trim();
  await page.getByRole("button", { name: "Lưu quy tắc" }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("Căn cứ: Chưa nhập");
  await expectAccessible(page, "rule-errors", { snapshot: false });
  await expect(rule.locator("option:checked"), "what was chosen stays").toHaveText(name);
  await page.getByLabel("Giá trị").fill("6");
  await page.getByLabel("Áp dụng từ ngày").fill("01/01/2031");
  await page.getByLabel("Áp dụng đến ngày").fill("31/01/2031");
  await page.getByLabel("Căn cứ").fill(`Quyết định 77/QĐ-UBND, ${test.info().project.name}`);
  await page.getByRole("button", { name: "Lưu quy tắc" }).click();
  // A value that the rule does not take is told with its reason; every rule takes one number or several.
  await expect(page.getByRole("status").first()).toContainText("Đã đặt quy tắc");
  await expect(page.getByRole("main")).toContainText("từ 01/01/2031");
});

test("the journal shows a change with what was there before", { tag: "@once" }, async ({ somebody, program }) => {
  const [task] = await giveTasks(await program.person("vanphong"), [
    { text: "Duy tu cống thoát nước", lead: "Công an tỉnh" },
  ]);
  await (await program.person("cat.daumoi")).receive(task);
  const page = await somebody("thanhtra");
  await page.goto(`/journal?subject=${task.address.split("/").pop()}`);
  const rows = page.locator("tbody tr");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("Cán bộ đầu mối Công an tỉnh");
  await expectAccessible(page, "journal-subject", { snapshot: false });
  await rows.first().getByRole("link").first().click();
  const changes = page.getByRole("table", { name: /trường thay đổi/ });
  await expect(changes).toContainText("Chưa thực hiện");
  await expect(changes).toContainText("Đang thực hiện");
  await expectAccessible(page, "journal-entry", { snapshot: false });
  await page.getByText("Toàn bộ bản ghi").click();
  await expect(page.locator("pre").first()).toContainText("assigned");
  await expect(page.locator("pre").last()).toContainText("in_progress");
});
