// What every test uses: the running program, people who are signed in, and the check that a page is accessible.
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";

import { faults } from "./crawl.js";
import { PASSWORD, Person } from "./office.js";
import { started } from "./program.js";

export const test = base.extend({
  // One program a worker, with the demonstration in it.
  program: [async ({}, use) => {
    const program = await started("demo");
    // Whoever is signed in once stays so for the tests of this worker.
    const signedIn = new Map();
    program.person = (login) => {
      if (!signedIn.has(login)) signedIn.set(login, Person.signedIn(program.address, login));
      return signedIn.get(login);
    };
    await use(program);
    await program.stop();
  }, { scope: "worker", timeout: 120_000 }],

  // A program that was never set up.
  empty: async ({}, use) => {
    const program = await started("serve");
    await use(program);
    await program.stop();
  },

  baseURL: async ({ program }, use) => use(program.address),

  page: async ({ page }, use) => {
    const errors = heard(page);
    await use(page);
    expect(errors, "errors on the console").toEqual([]);
  },

  // A browser of somebody's own, signed in: `const clerk = await somebody("vanphong")`.
  somebody: async ({ browser, program }, use) => {
    const contexts = [];
    const errors = [];
    await use(async (login) => {
      const context = await browser.newContext();
      contexts.push(context);
      await context.addCookies([(await program.person(login)).cookie]);
      const page = await context.newPage();
      errors.push(heard(page));
      return page;
    });
    for (const context of contexts) await context.close();
    expect(errors.flat(), "errors on the console").toEqual([]);
  },
});

/** Any error on the console of a page fails its test: a blocked style, a script that throws. */
function heard(page) {
  const errors = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  return errors;
}

/** Whether the pages of this test run scripts. */
export function hasScript() {
  return test.info().project.use.javaScriptEnabled !== false;
}

/** Signs in on the page, as people do. */
export async function signIn(page, login) {
  await page.goto("/sign-in");
  await page.getByLabel("Tên đăng nhập").fill(login);
  await page.getByLabel("Mật khẩu").fill(PASSWORD);
  await page.getByRole("button", { name: "Đăng nhập" }).click();
  await expect(page.getByRole("button", { name: "Đăng xuất" })).toBeVisible();
}

/**
 * The page has no accessibility violation (axe needs scripts, and is asked where they run: what the program sends is the
 * same page without them), is built as pages are, fits its width, and its accessible tree is the one under review
 * (`--update-snapshots` accepts a new one). With `{ snapshot: false }` the tree is not compared; `of` names the part that
 * is, where the rest of the page tells of what other tests do. `axe: false` where axe looks at the page in another project.
 */
export async function expectAccessible(page, name, { snapshot = true, of, axe: asksAxe = true } = {}) {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  if (asksAxe && hasScript()) {
    const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).withTags(tags).setLegacyMode(true);
    const { violations } = await axe.analyze();
    const told = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html) }));
    expect.soft(told, "accessibility violations").toEqual([]);
  }
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(tooWide, "pixels by which the page is too wide").toBeLessThanOrEqual(0);
  const squeezed = await page.locator("td[data-label]").evaluateAll((cells) => [...new Set(cells
    .filter((cell) => getComputedStyle(cell, "::before").content !== "none"
      && getComputedStyle(cell, "::before").whiteSpace.startsWith("nowrap"))
    .map((cell) => cell.dataset.label))]);
  expect.soft(squeezed, "labels that run into their values").toEqual([]);
  expect.soft(faults(await page.content()), "the page is not built as pages are").toEqual([]);
  // With or without script a page is the same; on a phone the cells of tables bear their labels.
  const width = test.info().project.name.startsWith("phone") ? "phone" : "desktop";
  if (!snapshot) return;
  if (!of) await expect.soft(page.locator("body")).toMatchAriaSnapshot({ name: `${name}.${width}.aria.yml` });
  else expect.soft(masked(await of.ariaSnapshot())).toMatchSnapshot(`${name}.${width}.aria.yml`);
}

/** A tree without what differs from one run to the next: identifiers, days, running numbers. */
function masked(tree) {
  return `${tree
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}")
    .replaceAll(/\d\d\/\d\d\/20\d\d/g, "{day}")
    .replaceAll(/NV \d+/g, "NV {n}")}\n`;
}

export { expect };
