// Makes what a test works on: directives and tasks of its own, by the program's forms and without a browser.
import { randomUUID } from "node:crypto";

export const PASSWORD = "Mat-khau-thu-2026";

/** A picture of one pixel. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");

/** A day some days from today in the time of Viet Nam, as people write it. */
export function day(fromToday) {
  const at = new Date(Date.now() + (7 * 60 + fromToday * 24 * 60) * 60_000);
  const [year, month, date] = at.toISOString().slice(0, 10).split("-");
  return `${date}/${month}/${year}`;
}

/** A number that no other document of this run bears. */
export function documentNumber(kind = "KH-UBND") {
  lastNumber += 1;
  return `${lastNumber}/${kind}`;
}
let lastNumber = 1000;

/** A directive in the form offices write them. `body` is what stands below its title. */
export function directive(number, title, body) {
  const [date, month, year] = day(-1).split("/");
  return `ỦY BAN NHÂN DÂN
TỈNH QUẢNG NGÃI
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: ${number}
Quảng Ngãi, ngày ${date} tháng ${month} năm ${year}

${title}

Ủy ban nhân dân tỉnh yêu cầu:
${body}

Nơi nhận:
- Như trên;
- Lưu: VT, NC.
`;
}

/** A person at the program's forms: keeps a session, sends fields, reads what comes back. */
export class Person {
  constructor(address, session) {
    this.address = address;
    this.session = session;
  }

  static async signedIn(address, login) {
    const answer = await fetch(`${address}/sign-in`, {
      method: "POST", redirect: "manual", body: new URLSearchParams({ login, password: PASSWORD, request: randomUUID() }),
    });
    const session = answer.headers.getSetCookie().map((cookie) => /^session=([^;]+)/.exec(cookie)?.[1]).find(Boolean);
    if (!session) throw new Error(`${login} could not sign in: ${answer.status}\n${await answer.text()}`);
    return new Person(address, session);
  }

  /** The session as a cookie for a browser. */
  get cookie() {
    return { name: "session", value: this.session, url: this.address, httpOnly: true, sameSite: "Lax" };
  }

  async page(path) {
    return (await this.read(path)).text;
  }

  async read(path) {
    const answer = await fetch(this.address + path, { headers: { cookie: `session=${this.session}` } });
    return { status: answer.status, at: answer.url.slice(this.address.length), type: answer.headers.get("content-type") ?? "", text: await answer.text() };
  }

  /** Sends a form of the version that stands there now; gives the address to go on at. */
  async send(path, fields = {}, { of } = {}) {
    const version = of && /name="version" value="(\d+)"/.exec(await this.page(of))?.[1];
    const body = new FormData();
    const all = { request: randomUUID(), ...(version && { version }), ...fields };
    for (const [name, value] of Object.entries(all)) body.append(name, value);
    const headers = { cookie: `session=${this.session}`, origin: this.address };
    const isUpload = path === "/imports" || /\/(progress|result|answer_duty)$/.test(path);
    const answer = await fetch(this.address + path, {
      method: "POST", redirect: "manual", headers, body: isUpload ? body : new URLSearchParams(all),
    });
    if (answer.status !== 303) throw new Error(`${path}: ${answer.status}\n${(await answer.text()).slice(0, 6000)}`);
    return answer.headers.get("location");
  }

  /** Takes a text in as a document to decide on; gives the address of its page. */
  async takeIn(text) {
    return (await this.send("/imports", { text, name: "" })).replace(/[?#].*/, "");
  }

  /** One act on a task, with the version it has now. */
  async act(task, act, fields = {}) {
    return this.send(`${task.address}/${act}`, fields, { of: `${task.address}/${act}` });
  }

  /** Receives a task, which needs no form. */
  async receive(task) {
    return this.send(`${task.address}/receive`, {}, { of: task.address });
  }
}

/** Gives tasks by a directive of their own: `{ text, lead, coordinating, due, product }`, due in days from today. */
export async function giveTasks(clerk, tasks) {
  const number = documentNumber();
  const body = tasks.map(({ text, lead, coordinating, due = 20, product = "Báo cáo kết quả" }, at) => [
    `${at + 1}. ${text}`,
    `- Cơ quan chủ trì: ${lead}.`,
    ...(coordinating ? [`- Cơ quan phối hợp: ${coordinating}.`] : []),
    `- Thời hạn hoàn thành: trước ngày ${day(due)}.`,
    `- Sản phẩm: ${product}.`,
  ].join("\n"));
  const page = await clerk.takeIn(directive(number, "KẾ HOẠCH\nThực hiện các nhiệm vụ trọng tâm", body.join("\n")));
  const decided = tasks.length > 1
    ? [`${page}/accept-ready`, { all: "yes" }]
    : [`${page}/drafts/1/decide`, { decision: "accept" }];
  await clerk.send(...decided, { of: page });
  const made = await clerk.send(`${page}/issue`, {}, { of: `${page}/issue` });
  const list = await clerk.page(made.replace(/#.*/, ""));
  return tasks.map(({ text }) => {
    const [, address] = new RegExp(`href="(/tasks/[^"]+)">${text}`).exec(list) ?? [];
    if (!address) throw new Error(`no task “${text}” in\n${list}`);
    return { text, address, number, directive: made.replace(/#.*/, "") };
  });
}
