// Follows the links of the program without a browser, and holds what comes back against what every page has to be.

/** What is no page and can be long; that it answers is seen where it is downloaded. */
const NOT_FOLLOWED = /^\/assets\/|^\/api\/|^\/calendar\//;
/** More pages than anybody reaches, with the limits on pages of one shape. */
const MOST_ASKED = 400;
/** A few of each shape are enough, but many tasks: each state offers other acts. */
const most = (shape) => (shape === "/tasks/{id}" ? 40 : 2);

/** The shape of an address: identifiers are alike, and of queries only whether tasks are filtered counts. */
export function shape(address) {
  const url = new URL(address, "http://here");
  const path = url.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}").replace(/\/\d+(?=\/|$)/g, "/{n}")
    .replace(/^(\/places\/)[^/]+/, "$1{place}").replace(/^(\/rules\/)(?!new$|days-off)[^/]+/, "$1{rule}");
  // What a query narrows or continues looks like the whole.
  return path + (path === "/tasks" && url.searchParams.size > 0 ? "?…" : "");
}

/** What is wrong with the text of a page, as sentences; nothing of this needs a browser. */
export function faults(html) {
  const all = (pattern) => [...html.matchAll(pattern)].map(([, found]) => found);
  const found = [];
  const content = /<main[\s>][^]*<\/main>/.exec(html)?.[0] ?? "";
  const headings = content.match(/<h1[\s>]/g)?.length ?? 0;
  if (headings !== 1) found.push(`${headings} headings of the first level`);
  if (!/<html lang="[a-z]{2}"/.test(html)) found.push("no language");
  if (!/<title>\s*[^\s–][^<]*–[^<]+<\/title>/.test(html)) found.push("no title of its own");
  if (!html.trimEnd().endsWith("</html>")) found.push("it breaks off");
  for (const missing of all(/(⟦[^⟧]*⟧?)/g)) found.push(`the string ${missing} is missing`);
  const ids = all(/\sid="([^"]*)"/g);
  for (const twice of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) found.push(`two elements have the id ${twice}`);
  const named = all(/\s(?:for|aria-labelledby|aria-describedby)="([^"]*)"/g).flatMap((names) => names.split(" "));
  for (const name of new Set(named)) if (!ids.includes(name)) found.push(`nothing has the id “${name}”`);
  return found;
}

/** Every link from the first page on: one address of each shape of page, and what is wrong with any page seen. */
export async function crawled(person) {
  const pages = new Map();
  const wrong = [];
  const asked = new Set();
  const seen = new Map();
  const next = [["/", "the beginning"]];
  while (next.length > 0) {
    const [address, from] = next.shift();
    const kind = shape(address);
    if (asked.has(address) || (seen.get(kind) ?? 0) >= most(kind)) continue;
    if (asked.size >= MOST_ASKED) throw new Error(`more than ${MOST_ASKED} pages: ${[...seen].map(([of, count]) => `${of} ×${count}`).join(" ")}`);
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    asked.add(address);
    const { status, at, type, text } = await person.read(address);
    if (status !== 200) wrong.push(`${address}, linked on ${from}: ${status}`);
    if (status !== 200 || !type.startsWith("text/html")) continue;
    wrong.push(...faults(text).map((fault) => `${address}: ${fault}`));
    // The first page of everybody is another page.
    if (!pages.has(shape(at))) pages.set(shape(at), at);
    for (const [, link] of text.matchAll(/href="(\/[^"#]*)/g)) {
      const plain = link.replaceAll("&amp;", "&").replaceAll("&#38;", "&");
      if (!NOT_FOLLOWED.test(plain) && !asked.has(plain)) next.push([plain, address]);
    }
  }
  return { pages, wrong, asked: asked.size };
}
