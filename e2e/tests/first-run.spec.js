import { expect, expectAccessible, test } from "../test.js";

test("an empty program leads everybody to the first run, which makes it usable", async ({ page, empty }) => {
  await page.goto(`${empty.address}/tasks`);
  await expect(page).toHaveURL(`${empty.address}/first-run`);
  await expectAccessible(page, "first-run");

  await page.getByLabel("Tên đăng nhập").fill("ab");
  await page.getByLabel("Mật khẩu", { exact: true }).fill("ngắn");
  await page.getByRole("button", { name: "Khởi tạo" }).click();
  const errors = page.getByRole("alert");
  await expect(errors).toContainText("Tỉnh, thành phố: Chưa chọn mục nào");
  await expect(errors).toContainText("Nhập lại mật khẩu: Chưa nhập");
  await expect(page.getByLabel("Tên đăng nhập"), "what was typed stays").toHaveValue("ab");
  await expect(page.getByLabel("Mật khẩu", { exact: true }), "except a password").toHaveValue("");
  await expectAccessible(page, "first-run-errors");

  await page.getByLabel("Tỉnh, thành phố").selectOption({ label: "Tỉnh Quảng Ngãi" });
  await page.getByLabel("Tên cơ quan theo dõi nhiệm vụ").fill("Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi");
  await page.getByLabel("Họ tên").fill("Quản trị hệ thống");
  await page.getByLabel("Tên đăng nhập").fill("quantri");
  await page.getByLabel("Mật khẩu", { exact: true }).fill("một câu dễ nhớ 2026");
  await page.getByLabel("Nhập lại mật khẩu").fill("một câu dễ nhớ 2026");
  await page.getByRole("button", { name: "Khởi tạo" }).click();
  await expect(page.getByRole("link", { name: "Quản trị hệ thống" })).toBeVisible();
  await expect(page.getByRole("banner")).toContainText("Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi");

  const again = await page.goto(`${empty.address}/first-run`);
  expect(again.status(), "the first run is done once").toBe(404);
});
