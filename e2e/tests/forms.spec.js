// A form that cannot be taken says why at each field, keeps what was typed, and begins to be read at its summary.
import { giveTasks, PNG } from "../office.js";
import { expect, expectAccessible, hasScript, test } from "../test.js";

/** What somebody in a hurry types, by the kind of field. */
async function fillBadly(form) {
  for (const field of await form.locator("input:not([type=hidden], [type=file], [type=radio], [type=checkbox]), textarea").all()) {
    const isDay = (await field.getAttribute("class"))?.includes("width-day");
    if (isDay) await field.fill("31/02/2026");
  }
}

async function expectRefused(page, name) {
  const form = page.locator("main form.panel");
  await fillBadly(form);
  const typed = await values(form);
  await form.locator("button[type=submit].primary, button[type=submit].danger").first().click();
  const summary = page.locator("main [role=alert]");
  await expect(summary).toBeVisible();
  if (hasScript()) await expect(summary, "the summary is read first").toBeFocused();
  expect(await values(form), "what was typed stays").toEqual(typed);
  const errors = await summary.getByRole("link").all();
  expect(errors.length).toBeGreaterThan(0);
  for (const error of errors) {
    const words = (await error.textContent()).replace(/^.*?: /, "").trim();
    const id = (await error.getAttribute("href")).slice(1);
    const field = page.locator(`[id="${id}"]`);
    await expect(field, `the field ${id}`).toHaveCount(1);
    await expect(field, `the message at ${id}`).toHaveAccessibleDescription(new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
    if (hasScript()) {
      await error.click();
      const focused = page.locator(`[id="${id}"]:focus, [id="${id}"] :focus`);
      await expect(focused, `the link leads to ${id}`).toHaveCount(1);
    }
  }
  await expectAccessible(page, name, { snapshot: false });
}

function values(form) {
  return form.evaluate((element) => [...new FormData(element)]
    .filter(([name, value]) => !["request", "version"].includes(name) && typeof value === "string")
    .map(([name, value]) => `${name}=${value}`));
}

for (const address of ["/users/new", "/rules/new", "/agencies/new"]) {
  test(`${address} with nothing or nonsense in it`, async ({ somebody }) => {
    const page = await somebody("quantri");
    await page.goto(address);
    await expectRefused(page, `refused${address.replaceAll("/", "-")}`);
  });
}

test("acts on a task with nothing or nonsense in them", { tag: "@once" }, async ({ somebody, program }) => {
  const [task] = await giveTasks(await program.person("vanphong"), [
    { text: "Sửa chữa kè bờ sông", lead: "Công an tỉnh", coordinating: "Sở Tài chính" },
  ]);
  await (await program.person("cat")).receive(task);
  const acts = {
    cat: ["progress", "result", "name_obstacle", "ask_extension", "sub_assign"],
    vanphong: ["suspend", "cancel", "set_duty", "assign"],
    stc: ["answer_duty"],
  };
  for (const [login, possible] of Object.entries(acts)) {
    const page = await somebody(login);
    for (const act of possible) {
      await test.step(act, async () => {
        const answer = await page.goto(`${task.address}/${act}`);
        expect(answer.status(), act).toBe(200);
        if (act === "assign") await page.getByRole("combobox", { name: "Cơ quan chủ trì 1" }).fill("Sở Không Có");
        await expectRefused(page, `refused-${act}`);
      });
    }
  }
});

test("files that came with a refused report need not be chosen again", async ({ somebody, program }) => {
  const [task] = await giveTasks(await program.person("vanphong"), [{ text: "Nạo vét kênh mương", lead: "Công an tỉnh" }]);
  await (await program.person("cat")).receive(task);
  const page = await somebody("cat");
  await page.goto(`${task.address}/progress`);
  await page.getByLabel("Tệp minh chứng").setInputFiles({ name: "bao-cao.png", mimeType: "image/png", buffer: PNG });
  await page.getByRole("button", { name: "Báo cáo tiến độ" }).click();
  await expect(page.getByRole("alert")).toContainText("Nội dung báo cáo: Chưa nhập");
  await expect(page.getByRole("main")).toContainText("bao-cao.png");
  await page.getByLabel("Nội dung báo cáo").fill("Ông Nguyễn Văn An, số điện thoại 0905 123 456, đã nạo vét.");
  await page.getByRole("button", { name: "Báo cáo tiến độ" }).click();
  await expect(page.getByRole("alert"), "what identifies a citizen is not saved").toContainText("Không ghi thông tin về công dân");
  await page.getByLabel("Nội dung báo cáo").fill("Đã nạo vét 4 km kênh.");
  await page.getByRole("button", { name: "Báo cáo tiến độ" }).click();
  await expect(page.getByRole("status").first()).toContainText("Đã gửi báo cáo");
  await expect(page.getByRole("link", { name: "bao-cao.png" })).toHaveCount(1);
});

test("what was typed before somebody else was faster is shown, and still there on the way back", async ({ somebody, program }) => {
  const [task] = await giveTasks(await program.person("vanphong"), [{ text: "Thay biển báo hư hỏng", lead: "Công an tỉnh" }]);
  await (await program.person("cat")).receive(task);
  const page = await somebody("cat.daumoi");
  await page.goto(`${task.address}/progress`);
  await page.getByLabel("Nội dung báo cáo").fill("Đã thay 12 biển báo trên quốc lộ.");
  await (await program.person("cat")).act(task, "progress", { text: "Đã kiểm kê biển báo." });
  await page.getByRole("button", { name: "Báo cáo tiến độ" }).click();
  await expect(page.getByRole("heading", { name: "Nội dung vừa được người khác sửa" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Bạn đã nhập, chưa được lưu" })).toContainText("Đã thay 12 biển báo trên quốc lộ.");
  await page.goBack();
  await expect(page.getByLabel("Nội dung báo cáo")).toHaveValue("Đã thay 12 biển báo trên quốc lộ.");
  // What is sent from there is of the page as it is now: both reports stand, and nothing is lost.
  await page.getByRole("button", { name: "Báo cáo tiến độ" }).click();
  await expect(page.getByRole("status").first()).toContainText("Đã gửi báo cáo");
  const reports = page.getByRole("region", { name: "Báo cáo" }).getByRole("listitem");
  await expect(reports).toHaveCount(2);
  await expect(reports.filter({ hasText: "Đã kiểm kê biển báo." })).toHaveCount(1);
  await expect(reports.filter({ hasText: "Đã thay 12 biển báo trên quốc lộ." })).toHaveCount(1);
});
