// The life of a task as those who lead it, coordinate it and judge it see it. Every test gives itself a task.
import { day, giveTasks, PNG } from "../office.js";
import { expect, expectAccessible, hasScript, test } from "../test.js";

const said = (page, words) => expect(page.getByRole("status").first()).toContainText(words);
const facts = (page) => page.getByRole("complementary", { name: "Phân công" });

/** Follows the link or presses the button of an act, whether it is offered first or among the others. */
async function choose(page, act) {
  const offered = page.getByRole("main").locator(`.next-act a, .next-act button`).filter({ hasText: new RegExp(`^${act}$`) });
  if (!(await offered.isVisible())) await page.getByText(/^Việc khác/).click();
  await offered.click();
}

async function given(program, fields) {
  const clerk = await program.person("vanphong");
  const [task] = await giveTasks(clerk, [{ text: "Kiểm tra an toàn trường học", lead: "Công an tỉnh", ...fields }]);
  return task;
}

test("an agency receives its task and reports until the result is confirmed", async ({ somebody, program }) => {
  const task = await given(program, { text: "Rà soát camera an ninh khu công nghiệp", coordinating: "Sở Tài chính" });
  const officer = await somebody("cat.daumoi");
  await officer.goto("/work");
  const row = officer.locator("tr", { hasText: task.number }).or(officer.locator("tr", { hasText: task.text })).first();
  await expect(row).toBeVisible();
  await officer.goto(task.address);
  await expectAccessible(officer, "task-assigned", { snapshot: false });
  await choose(officer, "Tiếp nhận");
  await said(officer, "Đã tiếp nhận nhiệm vụ");

  await choose(officer, "Báo cáo tiến độ");
  await expectAccessible(officer, "task-progress", { snapshot: false });
  await officer.getByLabel("Nội dung báo cáo").fill("Đã rà soát 3/5 khu công nghiệp.");
  await officer.getByLabel("Tệp minh chứng").setInputFiles({ name: "bien-ban.png", mimeType: "image/png", buffer: PNG });
  await officer.getByRole("button", { name: "Báo cáo tiến độ" }).click();
  await said(officer, "Đã gửi báo cáo");
  const reports = officer.getByRole("region", { name: "Báo cáo" });
  await expect(reports).toContainText("Đã rà soát 3/5 khu công nghiệp.");
  const [file] = await Promise.all([officer.waitForEvent("download"), reports.getByRole("link", { name: "bien-ban.png" }).click()]);
  expect(file.suggestedFilename()).toBe("bien-ban.png");

  await choose(officer, "Nêu khó khăn, vướng mắc");
  await officer.getByLabel("Khó khăn, vướng mắc").fill("Hai khu chưa có đường truyền.");
  await officer.getByLabel("Văn phòng", { exact: true }).check();
  await officer.getByRole("button", { name: "Nêu khó khăn, vướng mắc" }).click();
  await expect(officer.getByRole("region", { name: "Khó khăn, vướng mắc" })).toContainText("Cần tháo gỡ: Văn phòng");

  const clerk = await somebody("vanphong");
  await clerk.goto(task.address);
  await choose(clerk, "Tháo gỡ khó khăn, vướng mắc");
  await clerk.getByLabel("Đã tháo gỡ thế nào").fill("Đã bố trí đường truyền dùng chung.");
  await clerk.getByRole("button", { name: "Tháo gỡ khó khăn, vướng mắc" }).click();
  await expect(clerk.getByRole("region", { name: "Khó khăn, vướng mắc" })).toContainText(`Đã tháo gỡ ngày ${day(0)}`);

  await officer.goto(task.address);
  await choose(officer, "Báo cáo kết quả");
  await officer.getByLabel("Nội dung báo cáo").fill("Đã rà soát toàn bộ 5 khu.");
  await officer.getByLabel("Số, ký hiệu văn bản").fill("601/BC-CAT");
  await officer.getByLabel("Ngày văn bản").fill(day(0));
  await officer.getByRole("button", { name: "Báo cáo kết quả" }).click();
  await said(officer, "đang chờ xác nhận");

  await clerk.goto("/today");
  await expect(clerk.getByRole("region", { name: /^Báo cáo kết quả chờ xác nhận/ })).toBeVisible();
  await clerk.goto(task.address);
  await choose(clerk, "Từ chối xác nhận");
  await clerk.getByLabel("Lý do").fill("Chưa có danh sách vị trí lắp đặt.");
  await clerk.getByRole("button", { name: "Từ chối xác nhận" }).click();
  await said(clerk, "được thực hiện lại");

  await officer.goto(task.address);
  await expect(officer.getByRole("main")).toContainText("Chưa có danh sách vị trí lắp đặt.");
  await expect(officer.getByRole("main")).toContainText("Thực hiện lại");
  await choose(officer, "Báo cáo kết quả");
  await officer.getByLabel("Nội dung báo cáo").fill("Đã rà soát 5 khu, có danh sách vị trí kèm theo.");
  await officer.getByLabel("Số, ký hiệu văn bản").fill("602/BC-CAT");
  await officer.getByLabel("Ngày văn bản").fill(day(0));
  await officer.getByRole("button", { name: "Báo cáo kết quả" }).click();

  await clerk.goto(task.address);
  await choose(clerk, "Xác nhận hoàn thành");
  // An act without fields happens at once, or after its page.
  const sure = clerk.getByRole("button", { name: "Xác nhận hoàn thành" });
  if (clerk.url().endsWith("/confirm")) await sure.click();
  await said(clerk, "Đã xác nhận hoàn thành");
  await expect(clerk.getByRole("region", { name: "Kết quả" })).toContainText("602/BC-CAT");
  await expect(clerk.getByRole("main")).toContainText("Đã hoàn thành đúng hạn");
  await expectAccessible(clerk, "task-completed", { snapshot: false });
  await clerk.getByRole("link", { name: "Toàn bộ lịch sử nhiệm vụ" }).click();
  for (const act of ["Tiếp nhận", "Báo cáo tiến độ", "Từ chối xác nhận", "Xác nhận hoàn thành"]) {
    await expect(clerk.getByRole("main")).toContainText(act);
  }
  await expectAccessible(clerk, "task-history", { snapshot: false });
});

test("an extension is asked for and granted: the ledger keeps both days", async ({ somebody, program }) => {
  const task = await given(program, { due: 10 });
  await (await program.person("cat.daumoi")).receive(task);
  const officer = await somebody("cat.daumoi");
  await officer.goto(task.address);
  await choose(officer, "Đề nghị gia hạn");
  await officer.getByLabel("Gia hạn đến ngày").fill(day(5));
  await officer.getByLabel("Lý do").fill("Chờ lịch của các trường.");
  await officer.getByRole("button", { name: "Đề nghị gia hạn" }).click();
  await expect(officer.getByRole("alert")).toContainText("Phải sau thời hạn hiện tại");
  await expect(officer.getByLabel("Lý do")).toHaveValue("Chờ lịch của các trường.");
  await officer.getByLabel("Gia hạn đến ngày").fill(day(30));
  await officer.getByRole("button", { name: "Đề nghị gia hạn" }).click();
  await said(officer, "Đã gửi đề nghị gia hạn");

  const leader = await somebody("lanhdao");
  await leader.goto(task.address);
  await expect(leader.getByRole("region", { name: "Đề nghị gia hạn" })).toContainText(day(30));
  await choose(leader, "Gia hạn");
  await expect(leader.getByLabel("Gia hạn đến ngày")).toHaveValue(day(30));
  await leader.getByRole("button", { name: "Gia hạn" }).click();
  await expect(leader.getByRole("alert"), "a document has to allow it").toContainText("Số, ký hiệu văn bản");
  await leader.getByLabel("Số, ký hiệu văn bản").fill("270/UBND-NC");
  await leader.getByLabel("Ngày văn bản").fill(day(0));
  await leader.getByRole("button", { name: "Gia hạn" }).click();
  await said(leader, "Đã gia hạn");
  const ledger = leader.locator("table.ledger tbody tr");
  await expect(ledger).toHaveCount(2);
  await expect(ledger.first()).toContainText(day(10));
  await expect(ledger.last()).toContainText(day(30));
  await expect(ledger.last()).toContainText("Gia hạn theo văn bản 270/UBND-NC");
  await expect(leader.getByRole("main")).toContainText(`thời hạn ban đầu ${day(10)}`);
});

test("the head of an agency gives work to somebody inside, or gives the task back", async ({ somebody, program }) => {
  const [inside, returned] = await giveTasks(await program.person("vanphong"), [
    { text: "Lập phương án chống ùn tắc", lead: "Sở Xây dựng" },
    { text: "Quản lý lễ hội đường phố", lead: "Sở Xây dựng" },
  ]);
  const person = await program.person("sxd");
  await person.receive(inside);
  const head = await somebody("sxd");
  await head.goto(inside.address);
  await choose(head, "Phân công trong đơn vị");
  await head.getByLabel("Phòng, ban hoặc người thực hiện").fill("Phòng Quản lý vận tải");
  await head.getByLabel("Thời hạn").fill(day(15));
  await head.getByRole("button", { name: "Phân công trong đơn vị" }).click();
  await expect(facts(head)).toContainText("Phòng Quản lý vận tải");
  await expect(facts(head)).toContainText(day(15));

  await head.goto(returned.address);
  await choose(head, "Trả lại");
  await head.getByRole("button", { name: "Trả lại" }).click();
  await expect(head.getByRole("alert")).toContainText("Lý do: Chưa nhập");
  await head.getByLabel("Lý do").fill("Thuộc chức năng của Sở Văn hóa, Thể thao và Du lịch.");
  await head.getByRole("button", { name: "Trả lại" }).click();
  await said(head, "Đã trả lại");

  const clerk = await somebody("vanphong");
  await clerk.goto(returned.address);
  await expect(clerk.getByRole("main")).toContainText("Thuộc chức năng của Sở Văn hóa");
  await choose(clerk, "Giao lại");
  await expectAccessible(clerk, "task-assign", { snapshot: false });
  await clerk.getByRole("combobox", { name: "Cơ quan chủ trì 1" }).fill("Sở Văn hóa, Thể thao và Du lịch");
  await clerk.getByLabel("Lý do hoặc ý kiến chỉ đạo").fill("Giao lại theo đề nghị.");
  await clerk.getByRole("button", { name: "Giao lại" }).click();
  await said(clerk, "Đã giao lại");
  await expect(facts(clerk)).toContainText("Sở Văn hóa, Thể thao và Du lịch");
});

test("a coordinating agency answers its own duty", async ({ somebody, program }) => {
  const task = await given(program, { coordinating: "Sở Tài chính" });
  const officer = await somebody("stc");
  await officer.goto(task.address);
  await choose(officer, "Trả lời phần việc phối hợp");
  await officer.getByLabel("Nội dung báo cáo").fill("Đã thẩm định dự toán.");
  await officer.getByRole("button", { name: "Trả lời phần việc phối hợp" }).click();
  await said(officer, "Đã trả lời phần việc phối hợp");
  await expect(facts(officer)).toContainText(`Đã trả lời ngày ${day(0)}`);
  const stranger = await somebody("skhcn");
  const answer = await stranger.goto(task.address);
  expect(answer.status(), "an agency without a part does not see it").toBe(404);
});

test("a task is suspended, resumed and cancelled by document", { tag: "@once" }, async ({ somebody, program }) => {
  const task = await given(program, { text: "Tổ chức hội thi phòng cháy" });
  const leader = await somebody("lanhdao");
  const byDocument = async (act, number) => {
    await leader.goto(task.address);
    await choose(leader, act);
    await leader.getByLabel("Số, ký hiệu văn bản").fill(number);
    await leader.getByLabel("Ngày văn bản").fill(day(0));
    await leader.getByRole("button", { name: act }).click();
  };
  await byDocument("Tạm hoãn", "311/UBND-NC");
  await said(leader, "Đã tạm hoãn");
  await expect(leader.getByRole("main")).toContainText("311/UBND-NC");
  await byDocument("Tiếp tục thực hiện", "312/UBND-NC");
  await said(leader, "được thực hiện tiếp");
  await byDocument("Hủy nhiệm vụ", "313/UBND-NC");
  await said(leader, "Đã hủy");
  await expect(leader.getByRole("main")).toContainText("313/UBND-NC");
});

test("a commune officer receives and reports on a phone", { tag: "@phone" }, async ({ somebody, program }) => {
  const task = await given(program, { text: "Dọn vệ sinh lòng suối trước mùa mưa", lead: "Ủy ban nhân dân xã Bờ Y" });
  const page = await somebody("boy.xa");
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Việc của đơn vị tôi");
  await page.getByRole("link", { name: task.text }).first().click();
  await choose(page, "Tiếp nhận");
  await said(page, "Đã tiếp nhận");
  await choose(page, "Báo cáo tiến độ");
  await page.getByLabel("Nội dung báo cáo").fill("Đã dọn 2/3 đoạn suối.");
  await page.getByLabel("Tệp minh chứng").setInputFiles({ name: "suoi.png", mimeType: "image/png", buffer: PNG });
  await page.getByRole("button", { name: "Báo cáo tiến độ" }).click();
  await said(page, "Đã gửi báo cáo");
  await expect(page.getByRole("link", { name: "suoi.png" })).toBeVisible();
  await expectAccessible(page, "task-commune", { snapshot: false });
});

test("the list of a past day does not know what came later", async ({ somebody, program }) => {
  const task = await given(program, { text: "Khảo sát điểm đen giao thông đợt cuối" });
  const page = await somebody("lanhdao");
  await page.goto("/tasks");
  await page.getByLabel("Từ khóa hoặc số nhiệm vụ").fill("diem den giao thong dot cuoi");
  await page.getByRole("button", { name: "Lọc", exact: true }).click();
  await expect(page.getByRole("table").getByRole("link", { name: task.text }).first(), "marks do not matter").toBeVisible();
  await page.getByText("Thêm điều kiện, xem tại một ngày đã qua").click();
  await page.getByLabel("Xem tại ngày").fill(day(-20));
  await page.getByRole("button", { name: "Lọc", exact: true }).click();
  await expect(page.getByRole("status")).toContainText(`Danh sách như ở cuối ngày ${day(-20)}`);
  await expect(page.getByRole("main")).toContainText("Không có nhiệm vụ nào");
  await page.getByRole("link", { name: "Bỏ lọc" }).first().click();
  await expect(page).toHaveURL(/\/tasks$/);
});

test("a filter is an address that can be sent to somebody", { tag: "@once" }, async ({ somebody }) => {
  const page = await somebody("thanhtra");
  await page.goto("/tasks?state=completed&words=ma túy&order=newest");
  await expect(page.getByLabel("Từ khóa hoặc số nhiệm vụ")).toHaveValue("ma túy");
  await expect(page.getByLabel("Tiến độ")).toHaveValue("completed");
  const rows = page.locator("table.tasks tbody tr");
  await expect(rows.first()).toContainText("Đã hoàn thành");
  await page.goto("/tasks?due_to=31/2/2026");
  await expect(page.getByRole("alert")).toContainText("Thời hạn đến ngày: Không phải ngày hợp lệ");
  await expect(page.getByLabel("Thời hạn đến ngày")).toHaveValue("31/2/2026");
  await expect(page.getByLabel("Thời hạn đến ngày")).toHaveAccessibleDescription(/Không phải ngày hợp lệ/);
});

test("two people at one task: the second sees what has changed and nothing is overwritten", async ({ somebody, program }) => {
  const task = await given(program, { text: "Kiểm định cầu treo dân sinh" });
  const clerk = await somebody("vanphong");
  const leader = await somebody("lanhdao");
  for (const page of [clerk, leader]) await page.goto(`${task.address}/set_measure`);
  await clerk.getByLabel("Nội dung").fill("Biên bản kiểm định");
  await clerk.getByRole("button", { name: "Ghi sản phẩm, chỉ tiêu" }).click();
  await said(clerk, "Đã ghi sản phẩm");
  await leader.getByLabel("Nội dung").fill("Báo cáo của chủ đầu tư");
  await leader.getByRole("button", { name: "Ghi sản phẩm, chỉ tiêu" }).click();
  await expect(leader.getByRole("heading", { level: 1 })).toHaveText("Nội dung vừa được người khác sửa");
  await expect(leader.getByRole("table", { name: "Nội dung khác nhau giữa hai lần sửa" })).toContainText("Sản phẩm, chỉ tiêu");
  await expectAccessible(leader, "task-conflict", { snapshot: false });
  await clerk.reload();
  await expect(facts(clerk)).toContainText("Biên bản kiểm định");
  await leader.getByRole("link", { name: "Về nhiệm vụ" }).click();
  await expect(facts(leader)).toContainText("Biên bản kiểm định");
});

test("a form sent twice acts once", async ({ somebody, program }) => {
  const task = await given(program, { text: "Vá các đoạn đường hư hỏng" });
  await (await program.person("cat.daumoi")).receive(task);
  const page = await somebody("cat.daumoi");
  await page.goto(`${task.address}/progress`);
  await page.getByLabel("Nội dung báo cáo").fill("Đã vá 2 km đường.");
  // The fields as the browser holds them are what the second sending repeats.
  const fields = await page.locator("form[action$='/progress']").evaluate((form) => Object.fromEntries(new FormData(form)));
  if (hasScript()) await page.getByRole("button", { name: "Báo cáo tiến độ" }).dblclick();
  else await page.getByRole("button", { name: "Báo cáo tiến độ" }).click();
  await said(page, "Đã gửi báo cáo");
  const again = await page.request.post(`${task.address}/progress`, {
    multipart: { request: fields.request, version: fields.version, text: fields.text },
    headers: { origin: program.address },
  });
  expect(again.ok(), "the second sending gets the first answer").toBe(true);
  await page.goto(task.address);
  await expect(page.getByRole("region", { name: "Báo cáo" }).getByRole("listitem").filter({ hasText: "Đã vá 2 km đường." })).toHaveCount(1);
});
