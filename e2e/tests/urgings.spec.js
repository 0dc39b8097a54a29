// Urging: a whole week in a few clicks, the receipt on the agency's first page, and what came of it.
import { day, giveTasks } from "../office.js";
import { expect, expectAccessible, test } from "../test.js";

const said = (page, words) => expect(page.getByRole("status").first()).toContainText(words);

/** Counts what somebody has to press on; typing and the way from field to field are done by the keyboard. */
function counting(page) {
  const counted = { clicks: 0 };
  counted.click = async (locator) => {
    counted.clicks += 1;
    await locator.click();
  };
  return counted;
}

test("a whole week is urged in fewer than ten clicks", async ({ somebody }) => {
  const clerk = await somebody("vanphong");
  await clerk.goto("/today");
  const hand = counting(clerk);
  await hand.click(clerk.getByRole("navigation", { name: "Các phần của chương trình" }).getByRole("link", { name: "Đôn đốc" }));
  await expectAccessible(clerk, "urgings", { snapshot: false });
  const boxes = clerk.getByRole("checkbox", { name: /^Đôn đốc NV/ });
  const ticks = await boxes.count();
  // Other tests of this program may have urged before; what is left is urged here, and then nothing is.
  if (ticks > 0) {
    for (let at = 0; at < ticks; at += 1) await expect(boxes.nth(at)).toBeChecked();
    await hand.click(clerk.getByRole("button", { name: "Lập văn bản đôn đốc" }).first());
    await said(clerk, "văn bản đôn đốc, chờ ký và ghi số");
  }
  await expect(clerk.getByRole("checkbox", { name: /^Đôn đốc NV/ })).toHaveCount(0);
  const download = clerk.waitForEvent("download");
  await hand.click(clerk.getByRole("link", { name: "Tải tất cả văn bản (.zip)" }));
  expect((await download).suggestedFilename()).toMatch(/^van-ban-don-doc-.*\.zip$/);
  await expectAccessible(clerk, "urgings-drafts", { snapshot: false });
  const numbers = clerk.getByRole("textbox", { name: /^Số, ký hiệu văn bản gửi/ });
  const letters = await numbers.count();
  expect(letters).toBeGreaterThan(0);
  await numbers.first().focus();
  for (let at = 0; at < letters; at += 1) {
    await expect(numbers.nth(at)).toBeFocused();
    await clerk.keyboard.type(`${1500 + at}/VP-NC`);
    // Past the name of the next agency and its letter.
    for (let step = 0; step < 3 && at + 1 < letters; step += 1) await clerk.keyboard.press("Tab");
  }
  await expect(clerk.getByLabel("Ngày văn bản")).toHaveValue(day(0));
  await hand.click(clerk.getByRole("button", { name: "Ghi số và gửi" }));
  await said(clerk, `Đã ghi số ${letters} văn bản đôn đốc`);
  await expect(clerk.getByRole("region", { name: "Đã đôn đốc" })).toContainText("1500/VP-NC");
  expect(hand.clicks, "clicks of a whole week").toBeLessThan(10);
  test.info().annotations.push({ type: "clicks", description: `${hand.clicks} for ${letters} letters` });
});

test("an agency opens its letter, reports, and the answer is counted", async ({ somebody, program }) => {
  const clerk = await somebody("vanphong");
  const [task] = await giveTasks(await program.person("vanphong"), [
    { text: "Lập phương án phân luồng giao thông dịp cuối năm", lead: "Sở Xây dựng", due: -8 },
  ]);
  await clerk.goto("/urgings");
  const row = clerk.getByRole("row", { name: new RegExp(task.text) });
  await expect(row).toContainText("Công văn đôn đốc lần 1");
  // This task alone.
  const boxes = clerk.getByRole("checkbox", { name: /^Đôn đốc NV/ });
  for (const box of await boxes.all()) await box.uncheck();
  await row.getByRole("checkbox").check();
  await clerk.getByRole("button", { name: "Lập văn bản đôn đốc" }).first().click();
  await said(clerk, "Đã lập 1 văn bản đôn đốc");
  const draft = clerk.getByRole("region", { name: /^Văn bản chờ ký/ }).getByRole("row", { name: /Sở Xây dựng/ }).last();
  await draft.getByRole("textbox").fill("1700/VP-NC");
  await clerk.getByRole("button", { name: "Ghi số và gửi" }).click();
  await said(clerk, "Đã ghi số 1 văn bản đôn đốc");

  const head = await somebody("sxd");
  await head.goto("/work");
  await head.getByRole("button", { name: "Mở, xác nhận đã nhận văn bản 1700/VP-NC" }).click();
  await said(head, "Đã xác nhận nhận văn bản đôn đốc");
  await expectAccessible(head, "urging-received", { snapshot: false });
  const [file] = await Promise.all([
    head.waitForEvent("download"),
    head.getByRole("link", { name: "Tải văn bản (.docx)" }).click(),
  ]);
  expect(file.suggestedFilename()).toContain("Sở Xây dựng tỉnh Quảng Ngãi.docx");
  const sxd = await program.person("sxd");
  await sxd.receive(task);
  await sxd.act(task, "progress", { text: "Đã có phương án, đang lấy ý kiến." });

  await clerk.goto("/urgings");
  await clerk.getByRole("link", { name: "1700/VP-NC" }).click();
  await expect(clerk.getByRole("main")).toContainText("Đến nay 1/1 nhiệm vụ đã có báo cáo");
  await expect(clerk.getByRole("main")).toContainText(`Đã trả lời ${day(0)}`);
  await clerk.goto(`${task.address}/history`);
  await expect(clerk.getByRole("main")).toContainText("Gửi văn bản đôn đốc");
});

test("a draft is withdrawn with its reason", async ({ somebody, program }) => {
  const [task] = await giveTasks(await program.person("vanphong"), [
    { text: "Tổng hợp số liệu hộ kinh doanh có điều kiện", lead: "Sở Tài chính", due: -9 },
  ]);
  const clerk = await somebody("vanphong");
  await clerk.goto("/urgings");
  const boxes = clerk.getByRole("checkbox", { name: /^Đôn đốc NV/ });
  for (const box of await boxes.all()) await box.uncheck();
  await clerk.getByRole("row", { name: new RegExp(task.text) }).getByRole("checkbox").check();
  await clerk.getByRole("button", { name: "Lập văn bản đôn đốc" }).first().click();
  const draft = clerk.getByRole("region", { name: /^Văn bản chờ ký/ }).getByRole("row", { name: /Sở Tài chính/ }).last();
  await draft.getByRole("rowheader").getByRole("link").click();
  await expectAccessible(clerk, "urging-draft", { snapshot: false });
  await clerk.getByLabel("Lý do").fill("Cơ quan vừa gửi báo cáo.");
  await clerk.getByRole("button", { name: "Hủy dự thảo" }).click();
  await said(clerk, "Đã hủy dự thảo");
  await expect(clerk.getByRole("row", { name: new RegExp(task.text) }).getByRole("checkbox")).toBeChecked();
});
