// A tracker that an office already keeps comes in: its columns are mapped, what was understood is shown, and then issued.
import { randomInt } from "node:crypto";

import { day } from "../office.js";
import { expect, expectAccessible, test } from "../test.js";

test("columns are mapped, rows not taken are told, the others become tasks", async ({ somebody }) => {
  const mark = randomInt(100_000, 999_999);
  const rows = [
    ["TT", "Nội dung công việc", "Đơn vị thực hiện", "Phối hợp", "Hạn xử lý", "Sản phẩm"],
    ["1", `Lập danh mục cầu yếu đợt ${mark}`, "Sở Xây dựng", "Công an tỉnh", `trước ngày ${day(25)}`, "Danh mục"],
    ["2", `Báo cáo trật tự giao thông đợt ${mark}`, "Công an tỉnh", "", "trước ngày 15 hằng tháng", "Báo cáo tháng"],
    ["", "LĨNH VỰC NÔNG NGHIỆP", "", "", "", ""],
    ["3", `Kiểm tra đê bao đợt ${mark}`, "Sở Nông nghiệp và Môi trường", "", "", "Biên bản"],
    ["4", "", "Sở Y tế", "", day(10), ""],
  ];
  const cell = (value) => `"${value.replaceAll('"', '""')}"`;
  const csv = rows.map((row) => row.map(cell).join(",")).join("\r\n");

  const page = await somebody("vanphong");
  await page.goto("/imports");
  await page.getByLabel("Tệp văn bản hoặc bảng theo dõi").setInputFiles({
    name: `theo-doi-${mark}.csv`, mimeType: "text/csv", buffer: Buffer.from(`\uFEFF${csv}`),
  });
  await page.getByRole("button", { name: "Đọc văn bản" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ghép cột của bảng theo dõi");
  await expectAccessible(page, "tracker-columns", { snapshot: false });
  const column = async (label, name) => {
    const select = page.getByLabel(label);
    const wanted = select.locator("option", { hasText: name });
    await select.selectOption(await wanted.first().getAttribute("value"));
  };
  await column("Nội dung nhiệm vụ", "Nội dung công việc");
  await column("Cơ quan chủ trì", "Đơn vị thực hiện");
  await column("Cơ quan phối hợp", "Phối hợp");
  await column("Thời hạn", "Hạn xử lý");
  await column("Sản phẩm", "Sản phẩm");
  await page.getByRole("button", { name: "Xem kết quả" }).click();

  await expect(page.getByText("2 dòng không lấy").first()).toBeVisible();
  const refused = page.getByRole("region", { name: "2 dòng không lấy" });
  await expect(refused).toContainText("Dòng tiêu đề nhóm");
  await expect(refused).toContainText("Không có nội dung nhiệm vụ");
  await expectAccessible(page, "tracker-rows", { snapshot: false });
  const row = (words) => page.locator("table.tracker tbody tr", { hasText: words });
  await expect(row("cầu yếu")).toContainText(day(25));
  await expect(row("trật tự giao thông")).toContainText("trước ngày 15 hằng tháng");
  await expect(row("đê bao"), "no deadline is made up").toContainText("Văn bản không ghi thời hạn.");

  await page.getByRole("button", { name: /^Nhận tất cả \d+ dòng đã rõ$/ }).click();
  await row("đê bao").getByRole("link", { name: "Sửa" }).click();
  await page.getByLabel("Thường xuyên, có kỳ rà soát").check();
  await page.getByRole("combobox", { name: "Kỳ rà soát" }).selectOption({ label: "hằng quý" });
  await page.getByRole("button", { name: "Lưu và nhận" }).click();
  await expect(page.getByText("3 dòng đã nhận")).toBeVisible();
  await page.getByRole("link", { name: "Giao nhiệm vụ" }).click();
  await page.getByRole("button", { name: "Giao 3 nhiệm vụ" }).click();
  await expect(page.getByRole("main")).toContainText("Đã giao 3 nhiệm vụ");
  await page.goto(`/tasks?words=${encodeURIComponent(`đợt ${mark}`)}`);
  await expect(page.getByRole("table").getByRole("link")).toHaveCount(3);
});
