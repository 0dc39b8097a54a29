// A clerk's work with documents: what was read is decided on piece by piece, and becomes tasks.
import { day, directive, documentNumber } from "../office.js";
import { expect, expectAccessible, test } from "../test.js";

/** A telegram with something to decide of every kind. */
function telegram(number) {
  return directive(number, "CÔNG ĐIỆN\nVề việc chủ động phòng, chống mưa lũ", `1. Rà soát các hồ chứa có nguy cơ mất an toàn.
- Cơ quan chủ trì: Sở Nông nghiệp và Môi trường.
- Cơ quan phối hợp: Công an tỉnh.
- Thời hạn hoàn thành: trước ngày ${day(12)}.
- Sản phẩm: Danh mục hồ chứa có nguy cơ.
2. Trực cảnh báo mưa lũ 24/24 giờ trong thời gian cao điểm.
- Cơ quan chủ trì: Đội trực chiến mùa mưa lũ.
3. Công an tỉnh, Bộ Chỉ huy Quân sự tỉnh chuẩn bị lực lượng, phương tiện sẵn sàng cứu hộ.
4. Sở Y tế rà soát cơ số thuốc dự phòng; bố trí đội cấp cứu lưu động, hoàn thành trước ngày ${day(7)}.
5. Sở Tài chính bố trí kinh phí dự phòng, báo cáo Ủy ban nhân dân tỉnh trước ngày ${day(6)}.
6. Sở Tài chính giải ngân kinh phí đã bố trí, báo cáo Ủy ban nhân dân tỉnh trước ngày ${day(6)}.
7. Bố trí chỗ ở tạm cho người dân vùng sạt lở.
- Cơ quan chủ trì: Ủy ban nhân dân xã Bờ Y.
- Thời hạn hoàn thành: trước ngày ${day(15)}.
- Sản phẩm: Phương án bố trí chỗ ở.`);
}

const draft = (page, number) => page.locator(`#draft-${number}`);
const verdict = (page, number) => draft(page, number).locator(".verdict");

/** Decides on the two drafts that ask questions: standing work, and a joint lead. */
async function answerQuestions(page) {
  // The one without a deadline is standing work, reviewed every month.
  await draft(page, 2).getByLabel("Kỳ rà soát").selectOption({ label: "hằng tháng" });
  await draft(page, 2).getByRole("button", { name: "Là việc thường xuyên" }).click();
  await expect(draft(page, 2).locator("[data-field=deadline]")).toContainText("thường xuyên, rà soát hằng tháng");
  // Its lead is nobody that the list of agencies knows.
  await expect(draft(page, 2).locator(".questions")).toContainText("Cơ quan chủ trì chưa có trong danh mục.");
  await draft(page, 2).getByRole("link", { name: "Bổ sung để nhận nhiệm vụ 2" }).click();
  await expectAccessible(page, "import-edit", { snapshot: false });
  await page.getByRole("combobox", { name: "Chủ trì 1" }).fill("Sở Nông nghiệp và Môi trường");
  await page.getByRole("button", { name: "Lưu và nhận" }).click();
  await expect(verdict(page, 2)).toHaveText("đã nhận");
  // The other names two leads: one of them is meant, and its deadline and product are filled in.
  await draft(page, 3).getByRole("button", { name: "Công an tỉnh Quảng Ngãi chủ trì" }).click();
  await expect(draft(page, 3).locator(".questions")).not.toContainText("chưa rõ cơ quan chủ trì");
  await draft(page, 3).getByRole("link", { name: "Bổ sung để nhận nhiệm vụ 3" }).click();
  await page.getByLabel("Một ngày cụ thể").check();
  await page.getByRole("button", { name: "Lưu và nhận" }).click();
  await expect(page.getByRole("alert"), "what is missing is told at its field").toContainText("Ngày hoàn thành");
  await page.getByLabel("Ngày hoàn thành").fill(day(9));
  await page.getByLabel("Căn cứ, lý do").fill("Theo kết luận giao ban");
  await page.getByLabel("Có sản phẩm", { exact: true }).check();
  await page.getByLabel("Sản phẩm, chỉ tiêu hoặc lý do").fill("Phương án huy động lực lượng");
  await page.getByRole("button", { name: "Lưu và nhận" }).click();
  await expect(verdict(page, 3)).toHaveText("đã nhận");
}

/** Gives a draft the product it lacks, from its form. */
async function acceptWithProduct(page, product) {
  await page.getByLabel("Có sản phẩm", { exact: true }).check();
  await page.getByLabel("Sản phẩm, chỉ tiêu hoặc lý do").fill(product);
  await page.getByRole("button", { name: "Lưu và nhận" }).click();
}

/** Previews, issues, and sees the tasks on the page of the directive. */
async function issue(page, number) {
  await page.getByRole("link", { name: "Giao nhiệm vụ", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Giao nhiệm vụ");
  await expectAccessible(page, "import-issue", { snapshot: false });
  await page.getByRole("button", { name: /^Giao \d+ nhiệm vụ$/ }).click();
  await expect(page.getByRole("status")).toContainText(/Đã giao \d+ nhiệm vụ/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(number);
}

test("by buttons: from the first page to tasks that are given", async ({ somebody, program }) => {
  const number = documentNumber("CĐ-UBND");
  await (await program.person("vanphong")).takeIn(telegram(number));
  const page = await somebody("vanphong");
  await page.goto("/today");
  await page.getByRole("main").getByRole("link", { name: number }).first().click();
  await expect(page.getByText("0/7 đã quyết định")).toBeVisible();
  await expectAccessible(page, "import-review", { snapshot: false });

  await draft(page, 1).getByRole("button", { name: "Nhận nhiệm vụ 1" }).click();
  await expect(verdict(page, 1)).toHaveText("đã nhận");
  await answerQuestions(page);

  await draft(page, 4).getByRole("link", { name: "Tách nhiệm vụ 4" }).click();
  await expectAccessible(page, "import-split", { snapshot: false });
  await page.getByLabel("bố trí đội cấp cứu lưu động").check();
  await page.getByRole("button", { name: "Tách" }).click();
  await expect(page.locator("[data-draft]")).toHaveCount(8);
  const parts = page.locator("[data-draft]", { hasText: /cơ số thuốc|đội cấp cứu/ });
  await expect(parts).toHaveCount(2);
  for (const product of ["Báo cáo cơ số thuốc", "Danh sách đội cấp cứu"]) {
    await parts.filter({ hasText: "chưa quyết định" }).first().getByRole("link", { name: /^Bổ sung để nhận/ }).click();
    await acceptWithProduct(page, product);
  }

  const money = page.locator("[data-draft]", { hasText: "kinh phí" });
  await expect(money).toHaveCount(2);
  await money.first().getByRole("button", { name: /^Gộp với mục sau/ }).click();
  await expect(money).toHaveCount(1);
  await money.getByRole("link", { name: /^Bổ sung để nhận/ }).click();
  await acceptWithProduct(page, "Quyết định phân bổ kinh phí");

  const last = page.locator("[data-draft]", { hasText: "chỗ ở tạm" });
  await last.getByRole("button", { name: /^Bỏ nhiệm vụ/ }).click();
  await expect(last).toContainText("đã bỏ");
  await last.getByRole("button", { name: /^Xem lại nhiệm vụ/ }).click();
  await expect(last).toContainText("chưa quyết định");
  await last.getByRole("button", { name: /^Bỏ nhiệm vụ/ }).click();

  await expect(page.getByText("Sẽ giao 6 nhiệm vụ.")).toBeVisible();
  await issue(page, number);
  const tasks = page.getByRole("region", { name: "6 nhiệm vụ" });
  for (const words of ["Rà soát các hồ chứa", "Trực cảnh báo mưa lũ", "chuẩn bị lực lượng", "cơ số thuốc", "đội cấp cứu", "kinh phí"]) {
    await expect(tasks.getByRole("link", { name: words })).toHaveCount(1);
  }
  await expect(tasks.getByRole("link", { name: "chỗ ở tạm" }), "what was dropped is not given").toHaveCount(0);
  await expectAccessible(page, "directive", { snapshot: false });
});

test("by keyboard: every key does what its button does", { tag: ["@script", "@desktop"] }, async ({ somebody, program }) => {
  const number = documentNumber("CĐ-UBND");
  const address = await (await program.person("vanphong")).takeIn(telegram(number));
  const page = await somebody("vanphong");
  const press = (key) => page.keyboard.press(key);
  await page.goto(address);
  await press("?");
  await expect(page.getByRole("heading", { name: "Phím tắt" })).toBeVisible();
  await press("?");
  await expect(page.getByRole("heading", { name: "Phím tắt" })).toBeHidden();

  await expect(draft(page, 1)).toHaveAttribute("aria-current", "true");
  await press("Enter");
  await expect(verdict(page, 1)).toHaveText("đã nhận");
  await expect(draft(page, 2), "the next one waits for the next key").toBeFocused();
  await press("j");
  await press("J");
  await expect(draft(page, 4)).toBeFocused();
  await press("k");
  await expect(draft(page, 3)).toBeFocused();
  await press("ArrowDown");
  await expect(draft(page, 4)).toBeFocused();

  await press("s");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tách nhiệm vụ 4");
  await page.getByLabel("bố trí đội cấp cứu lưu động").press("Space");
  await page.getByRole("button", { name: "Tách" }).press("Enter");
  await expect(page.locator("[data-draft]")).toHaveCount(8);

  // Letters typed into a field are letters.
  await page.goto(address);
  const money = page.locator("[data-draft]", { hasText: "kinh phí" });
  const at = async (locator) => locator.first().getAttribute("data-draft");
  const goTo = async (wanted) => {
    for (let tries = 0; tries < 20; tries += 1) {
      const now = await page.locator("[data-draft][aria-current]").getAttribute("data-draft");
      if (now === wanted) return;
      await press("j");
    }
    throw new Error(`never came to draft ${wanted}`);
  };
  await goTo(await at(money));
  await press("m");
  await expect(money).toHaveCount(1);
  await goTo(await at(money));
  await press("e");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Sửa nhiệm vụ");
  await page.getByLabel("Có sản phẩm", { exact: true }).press("Space");
  await page.getByLabel("Sản phẩm, chỉ tiêu hoặc lý do").pressSequentially("mẫu xếp jkemsx");
  await page.getByRole("button", { name: "Lưu và nhận" }).press("Enter");
  await expect(money).toContainText("đã nhận");

  const last = page.locator("[data-draft]", { hasText: "chỗ ở tạm" });
  await expect(last, "the next one that is open").toHaveAttribute("aria-current", "true");
  await press("x");
  await expect(last).toContainText("đã bỏ");

  await page.goto(address);
  await expect(draft(page, 2)).toHaveAttribute("aria-current", "true");
  await press("Enter");
  await expect(page.getByRole("heading", { level: 1 }), "a draft with a question opens its form").toHaveText("Sửa nhiệm vụ 2");
});

test("a text of one's own is pasted, and one more task is added to it", async ({ somebody }) => {
  const number = documentNumber();
  const page = await somebody("vanphong");
  await page.goto("/imports");
  await page.getByRole("button", { name: "Đọc văn bản" }).click();
  await expect(page.getByRole("alert")).toContainText("Chưa chọn tệp và chưa dán nội dung");
  await page.getByLabel("Hoặc dán nội dung văn bản").fill(directive(number, "KẾ HOẠCH\nBảo đảm an toàn mùa lễ hội", `1. Kiểm tra an toàn các điểm lễ hội.
- Cơ quan chủ trì: Công an tỉnh.
- Thời hạn hoàn thành: trước ngày ${day(20)}.
- Sản phẩm: Báo cáo kiểm tra.`));
  await page.getByRole("button", { name: "Đọc văn bản" }).click();
  await expect(page.getByRole("status").first()).toContainText("Đã đọc văn bản");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(number);
  await page.getByRole("button", { name: "Nhận nhiệm vụ 1" }).click();

  await page.getByRole("link", { name: "Thêm nhiệm vụ chưa được bóc tách" }).click();
  await page.getByLabel("Nội dung nhiệm vụ").fill("Sở Xây dựng kiểm tra kết cấu các khán đài lễ hội");
  await page.getByRole("button", { name: "Thêm và nhập các trường" }).click();
  await page.getByRole("combobox", { name: "Chủ trì 1" }).fill("Sở Xây dựng");
  await page.getByLabel("Theo lời văn").check();
  await page.getByLabel("Lời văn thời hạn").fill(`trước ngày ${day(18)}`);
  await acceptWithProduct(page, "Biên bản kiểm tra");
  await expect(page.getByText("Sẽ giao 2 nhiệm vụ.")).toBeVisible();

  await page.getByRole("link", { name: "Sửa thông tin văn bản" }).click();
  await expect(page.getByLabel("Số, ký hiệu")).toHaveValue(number);
  await page.getByLabel("Lĩnh vực").fill("Lễ hội");
  await page.getByRole("button", { name: "Lưu" }).click();
  await issue(page, number);
  await page.getByRole("link", { name: /khán đài lễ hội/ }).click();
  await expect(page.getByRole("region", { name: "Thời hạn" })).toContainText(day(18));
});

test("a file is uploaded, and the import can be given up", async ({ somebody }) => {
  const number = documentNumber();
  const page = await somebody("vanphong");
  await page.goto("/imports");
  await page.getByLabel("Tệp văn bản hoặc bảng theo dõi").setInputFiles({
    name: "cong-dien.txt", mimeType: "text/plain", buffer: Buffer.from(telegram(number)),
  });
  await page.getByRole("button", { name: "Đọc văn bản" }).click();
  await expect(page.getByText("0/7 đã quyết định")).toBeVisible();
  await page.getByRole("link", { name: "Bỏ việc nhập" }).click();
  await expectAccessible(page, "import-abandon", { snapshot: false });
  await page.getByRole("button", { name: "Bỏ việc nhập" }).click();
  await expect(page.getByRole("status").first()).toContainText("Đã bỏ việc nhập văn bản");
});

test("a document with a mark of secrecy is refused and leaves nothing", async ({ somebody }) => {
  const number = documentNumber();
  const page = await somebody("vanphong");
  await page.goto("/imports");
  const text = directive(number, "KẾ HOẠCH\nBảo vệ mục tiêu", "1. Công an tỉnh bảo vệ mục tiêu.").replace("Số:", "MẬT\nSố:");
  await page.getByLabel("Hoặc dán nội dung văn bản").fill(text);
  await page.getByRole("button", { name: "Đọc văn bản" }).click();
  await expect(page.getByRole("main")).toContainText("Chương trình từ chối tài liệu bí mật nhà nước");
  await expectAccessible(page, "import-secret", { snapshot: false });
  await page.goto("/imports");
  await expect(page.getByRole("main")).not.toContainText(number);
});
