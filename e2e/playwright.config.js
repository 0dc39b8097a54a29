// Real Chromium of Debian against the real program. Set DONDOC_BIN to the binary to test.
import { defineConfig } from "@playwright/test";

const chromium = {
  browserName: "chromium",
  locale: "vi-VN",
  timezoneId: "Asia/Ho_Chi_Minh",
  launchOptions: {
    executablePath: process.env.CHROMIUM_BIN ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  },
};
const desktop = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

// Journeys that are short of width and script: on a desktop with scripts and on a phone without, so each once.
const less = ["account", "display", "figures", "forms", "problems", "rules", "trackers", "users"]
  .map((name) => `**/${name}.spec.js`);

export default defineConfig({
  testDir: "tests",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A machine that checks may stall for a moment; what passes only the second time is told as flaky.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  // One snapshot for each width, whether scripts run or not.
  snapshotPathTemplate: "{testDir}/{testFilePath}-snapshots/{arg}{ext}",
  use: { ...chromium, trace: "off", screenshot: "only-on-failure", actionTimeout: 15_000 },
  // Every other journey runs in all four, but for those with a tag: @once on a desktop with script only, @script and @no-script
  // where scripts run or do not, @desktop and @phone at that width.
  projects: [
    { name: "desktop", use: { ...desktop, javaScriptEnabled: true }, grepInvert: /@no-script|@phone/ },
    { name: "desktop-no-script", use: { ...desktop, javaScriptEnabled: false }, grepInvert: /@script|@phone|@once/, testIgnore: less },
    { name: "phone", use: { ...phone, javaScriptEnabled: true }, grepInvert: /@no-script|@desktop|@once/, testIgnore: less },
    { name: "phone-no-script", use: { ...phone, javaScriptEnabled: false }, grepInvert: /@script|@desktop|@once/ },
  ],
});
