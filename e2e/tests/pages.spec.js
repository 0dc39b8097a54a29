// Every page that somebody can reach by links answers and is accessible, for each role.
import { expect, expectAccessible, test } from "../test.js";

const MOST_ASKED = 160;
/** What is no page: downloads, and what other programs read. */
const NO_PAGE = /\/files\/|\/original$|^\/api\/|^\/assets\//;
/** Pages that are the same whatever the other tests have done: their accessible trees are under review. */
const STABLE = ["/account/password", "/users/new", "/users/rights", "/rules/new", "/agencies/new", "/places"];
/** Forms that do not begin with something of the task. */
const STABLE_ACTS = ["progress", "result", "answer_duty", "return", "name_obstacle", "ask_extension", "set_deadline",
  "set_duty", "suspend", "cancel", "plan_follow_up"];

/** The shape of an address: identifiers are alike, and of queries only whether tasks are filtered counts. */
function shape(address) {
  const url = new URL(address, "http://here");
  const path = url.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}").replace(/\/\d+(?=\/|$)/g, "/{n}")
    .replace(/^(\/places\/)[^/]+/, "$1{place}");
  const names = [...new Set(url.searchParams.keys())].sort();
  // What a query narrows or continues looks like the whole.
  return path + (names.length > 0 && path === "/tasks" ? "?…" : "");
}

/** Follows every link without a browser; gives one address of each shape, and those that do not answer. */
async function reachable(person) {
  const found = new Map();
  const broken = [];
  const asked = new Set();
  const next = [["/", ""]];
  const seen = new Map();
  while (next.length > 0 && asked.size < MOST_ASKED) {
    const [address, from] = next.shift();
    if (asked.has(address)) continue;
    const kind = shape(address);
    // A few of each shape are enough, but many tasks: each state offers other acts.
    if ((seen.get(kind) ?? 0) >= (kind === "/tasks/{id}" ? 40 : 2)) continue;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    asked.add(address);
    const { status, text } = await person.read(address);
    if (status !== 200) { broken.push(`${status} ${address}, linked on ${from}`); continue; }
    if (!found.has(kind)) found.set(kind, address);
    for (const [, link] of text.matchAll(/href="(\/[^"#]*)/g)) {
      const plain = link.replaceAll("&amp;", "&").replaceAll("&#38;", "&");
      if (!NO_PAGE.test(plain) && !asked.has(plain)) next.push([plain, address]);
    }
  }
  return { found, broken };
}

/** Roles, and how many pages of each are looked at: those who share their pages with others need not see all again. */
const EVERYBODY = { vanphong: 60, lanhdao: 8, thanhtra: 10, quantri: 60, cat: 60, stc: 8, "boy.xa": 60 };
const TAGS = { vanphong: "@script", quantri: "@script", "boy.xa": ["@phone", "@script"] };

for (const [login, most] of Object.entries(EVERYBODY)) {
  test(`every page that ${login} can reach`, { tag: TAGS[login] ?? "@once" }, async ({ somebody, program }) => {
    test.setTimeout(240_000);
    const { found, broken } = await reachable(await program.person(login));
    expect.soft(broken, "links that lead nowhere").toEqual([]);
    const page = await somebody(login);
    for (const [kind, address] of [...found].slice(0, most)) {
      await test.step(kind, async () => {
        await page.goto(address);
        const main = page.getByRole("main");
        await expect.soft(main.getByRole("heading", { level: 1 }), `one heading on ${address}`).toHaveCount(1);
        const act = /^\/tasks\/\{id\}\/(\w+)$/.exec(kind)?.[1];
        const name = act ? `act-${act}` : `page${kind.replaceAll("/", "-")}`;
        const of = act && STABLE_ACTS.includes(act) ? page.locator("main form.panel")
          : STABLE.includes(kind) ? page.locator("main") : undefined;
        await expectAccessible(page, name, { snapshot: of !== undefined, of });
      });
    }
    test.info().annotations.push({ type: "pages", description: [...found.keys()].join(" ") });
  });
}
