// Every page that somebody can reach by links answers and is built as a page has to be, for each role; one page of each
// shape is looked at in the browser: by axe at the width of a desktop, for what runs together or is cut off at both.
import { crawled } from "../crawl.js";
import { expect, expectAccessible, test } from "../test.js";

/** Pages that are the same whatever the other tests have done: their accessible trees are under review. */
const STABLE = ["/account/password", "/users/new", "/users/rights", "/rules/new", "/agencies/new", "/places"];
/** Forms that do not begin with something of the task. */
const STABLE_ACTS = ["progress", "result", "answer_duty", "return", "name_obstacle", "ask_extension", "set_deadline",
  "set_duty", "suspend", "cancel", "plan_follow_up"];

/**
 * Shapes of pages by who looks at them in the browser; each has to be found by that person. Whoever else finds them does
 * without, and what stands nowhere here is looked at by everybody who finds it.
 */
const LOOKED_AT_BY = {
  vanphong: [
    "/account", "/account/calendar", "/account/password", "/account/reminders", "/account/second-factor", "/agencies",
    "/agencies/new", "/agencies/{id}", "/agencies/{id}/calendar", "/agencies/{id}/edit", "/agencies/{id}/end", "/api",
    "/directives", "/directives/{id}", "/directives/{id}/text", "/figures", "/imports", "/imports/{id}",
    "/imports/{id}/abandon", "/imports/{id}/add", "/imports/{id}/drafts/{n}/edit", "/imports/{id}/drafts/{n}/split",
    "/imports/{id}/identity", "/imports/{id}/issue", "/periodic-reports", "/periodic-reports/new",
    "/periodic-reports/{id}", "/periodic-reports/{id}/edit", "/periodic-reports/{id}/reproduction",
    "/periodic-reports/{id}/sign-off", "/places", "/places/{place}", "/rules", "/rules/days-off", "/rules/days-off/new",
    "/tasks", "/tasks/{id}/assign", "/tasks/{id}/cancel", "/tasks/{id}/deny_extension", "/tasks/{id}/grant_extension",
    "/tasks/{id}/history", "/tasks/{id}/plan_follow_up", "/tasks/{id}/refuse", "/tasks/{id}/remove_obstacle",
    "/tasks/{id}/resume", "/tasks/{id}/set_duty", "/tasks/{id}/set_measure", "/tasks/{id}/suspend", "/tasks?…", "/today",
    "/urgings/{id}",
  ],
  lanhdao: ["/leader"],
  thanhtra: ["/journal", "/journal/sign-ins", "/journal/{n}"],
  quantri: [
    "/reminders", "/rules/new", "/users", "/users/new", "/users/rights", "/users/{id}", "/users/{id}/password",
    "/users/{id}/sessions",
  ],
  cat: [
    "/tasks/{id}/answer_duty", "/tasks/{id}/ask_extension", "/tasks/{id}/name_obstacle", "/tasks/{id}/progress",
    "/tasks/{id}/result", "/tasks/{id}/return", "/tasks/{id}/sub_assign",
  ],
};
/** What differs by role, so that everybody with a part in tasks finds it and looks at it. */
const OF_EACH = ["/tasks/{id}", "/urgings"];
const leftToOthers = (login, kind) => Object.entries(LOOKED_AT_BY).some(([other, kinds]) => other !== login && kinds.includes(kind));

for (const login of ["vanphong", "lanhdao", "thanhtra", "quantri", "cat", "stc", "boy.xa"]) {
  test(`every page that ${login} can reach`, { tag: "@script" }, async ({ somebody, program, isMobile }) => {
    test.setTimeout(240_000);
    const { pages, wrong, asked } = await crawled(await program.person(login));
    expect.soft(wrong, "pages that fail, or are not built as pages are").toEqual([]);
    expect.soft([...pages.keys()], "pages that have to be found").toEqual(expect.arrayContaining(
      [...(LOOKED_AT_BY[login] ?? []), ...(login === "quantri" ? [] : OF_EACH)]));
    const page = await somebody(login);
    for (const [kind, address] of pages) {
      if (leftToOthers(login, kind)) continue;
      await test.step(kind, async () => {
        await page.goto(address);
        const act = /^\/tasks\/\{id\}\/(\w+)$/.exec(kind)?.[1];
        const name = act ? `act-${act}` : `page${kind.replaceAll("/", "-")}`;
        const of = act && STABLE_ACTS.includes(act) ? page.locator("main form.panel")
          : STABLE.includes(kind) ? page.locator("main") : undefined;
        await expectAccessible(page, name, { snapshot: of !== undefined, of, axe: !isMobile });
      });
    }
    test.info().annotations.push({ type: "pages", description: `${asked} asked: ${[...pages.keys()].join(" ")}` });
  });
}
