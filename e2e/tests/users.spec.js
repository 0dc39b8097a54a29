// An administrator lets somebody in; whoever is let in keeps an account of their own.
import { randomInt } from "node:crypto";

import { expect, expectAccessible, test } from "../test.js";
import { code } from "../totp.js";

const OWN = "sông Trà mùa nước nổi 26";

async function fillSignIn(page, login, password) {
  await page.goto("/sign-in");
  await page.getByLabel("Tên đăng nhập").fill(login);
  await page.getByLabel("Mật khẩu").fill(password);
  await page.getByRole("button", { name: "Đăng nhập" }).click();
}

/** Makes a user and gives the login and the password that is shown once. */
async function created(page, { name, role = "Cán bộ đầu mối của đơn vị", agency = "Sở Xây dựng" }) {
  const login = `nguoi.moi.${randomInt(100_000, 999_999)}`;
  await page.goto("/users/new");
  await page.getByLabel("Họ tên").fill(name);
  await page.getByLabel("Tên đăng nhập").fill(login);
  await page.getByRole("radio", { name: role }).check();
  if (agency) await page.getByLabel("Cơ quan, đơn vị").fill(agency);
  await page.getByRole("button", { name: "Tạo người dùng" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Đã tạo người dùng ${name}`);
  return { login, initial: await page.locator("#initial-password").textContent() };
}

/** Signs a new user in and sets a password of their own. */
async function firstSignIn(page, login, initial) {
  await fillSignIn(page, login, initial);
  await expect(page).toHaveURL(/\/account\/password$/);
  await page.getByLabel("Mật khẩu hiện tại").fill(initial);
  await page.getByLabel("Mật khẩu mới", { exact: true }).fill(OWN);
  await page.getByLabel("Nhập lại mật khẩu mới").fill(OWN);
  await page.getByRole("button", { name: "Đổi mật khẩu" }).click();
  await expect(page.getByRole("status").first()).toContainText("Đã đổi mật khẩu");
}

test("a new user is shown a password once and has to change it", async ({ somebody, page }) => {
  const administrator = await somebody("quantri");
  await administrator.goto("/users");
  await administrator.getByRole("link", { name: "Thêm người dùng" }).click();
  await expectAccessible(administrator, "user-new", { snapshot: false });
  const { login, initial } = await created(administrator, { name: "Cán bộ mới, Phòng Kế hoạch" });
  await expectAccessible(administrator, "user-password", { snapshot: false });
  await administrator.reload();
  await expect(administrator.locator("#initial-password"), "once").toHaveCount(0);

  await fillSignIn(page, login, initial);
  await expect(page).toHaveURL(/\/account\/password$/);
  await page.goto("/work");
  await expect(page, "nothing else before that").toHaveURL(/\/account\/password/);
  await firstSignIn(page, login, initial);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Việc của đơn vị tôi");
  await page.goto("/users");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Không có quyền");
});

test("a second factor is set up and asked for at the next sign-in", async ({ somebody, page, browser }) => {
  const { login, initial } = await created(await somebody("quantri"), { name: "Cán bộ có mã xác thực" });
  await firstSignIn(page, login, initial);
  await page.goto("/account/second-factor");
  const secret = (await page.locator(".secret code").textContent()).trim();
  await page.getByLabel("Mã 6 chữ số").fill(code(secret));
  await page.getByRole("button", { name: "Xác nhận và bật" }).click();
  await expect(page.getByRole("status").first()).toContainText("Đã bật xác thực hai lớp");
  await expectAccessible(page, "account-with-second-factor", { snapshot: false });

  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await fillSignIn(other, login, OWN);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Mã xác thực");
  await expectAccessible(other, "sign-in-code");
  await other.getByLabel("Mã 6 chữ số").fill("000000");
  await other.getByRole("button", { name: "Đăng nhập" }).click();
  await expect(other.getByLabel("Mã 6 chữ số")).toHaveAccessibleDescription(/Mã không đúng hoặc đã hết hạn/);
  // A code is good once, so the next one is used: clocks may differ by one step.
  await other.getByLabel("Mã 6 chữ số").fill(code(secret, 1));
  await other.getByRole("button", { name: "Đăng nhập" }).click();
  await expect(other.getByRole("button", { name: "Đăng xuất" })).toBeVisible();

  // The session elsewhere is seen and ended here.
  await page.goto("/account");
  await page.getByRole("button", { name: /^Kết thúc phiên/ }).click();
  await expect(page.getByRole("status").first()).toContainText("Đã kết thúc phiên đăng nhập");
  await other.goto("/account");
  await expect(other).toHaveURL(/\/sign-in\?next=/);
  await elsewhere.close();
});

test("an administrator resets a password, ends sessions and shuts somebody out", { tag: "@once" }, async ({ somebody, page }) => {
  const administrator = await somebody("quantri");
  const { login, initial } = await created(administrator, { name: "Cán bộ chuyển công tác" });
  await firstSignIn(page, login, initial);
  await administrator.getByRole("link", { name: "Cán bộ chuyển công tác" }).click();
  await expectAccessible(administrator, "user", { snapshot: false });
  const address = administrator.url();
  await administrator.getByRole("link", { name: "Kết thúc mọi phiên đăng nhập" }).click();
  await expectAccessible(administrator, "user-sessions", { snapshot: false });
  await administrator.getByRole("button", { name: "Kết thúc mọi phiên đăng nhập" }).click();
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in/);

  await administrator.goto(address);
  await administrator.getByRole("link", { name: "Đặt lại mật khẩu" }).click();
  await administrator.getByRole("button", { name: "Đặt lại mật khẩu" }).click();
  const again = await administrator.locator("#initial-password").textContent();
  expect(again).not.toBe(initial);
  await fillSignIn(page, login, OWN);
  await expect(page.getByRole("alert")).toContainText("không đúng");

  await administrator.goto(address);
  await administrator.getByLabel(/Được đăng nhập/).uncheck();
  await administrator.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(administrator.getByRole("status").first()).toContainText("Đã lưu thông tin của Cán bộ chuyển công tác");
  await fillSignIn(page, login, again);
  await expect(page.getByRole("alert")).toContainText("không đúng");
});
