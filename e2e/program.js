// Starts the program for a test and stops it afterwards. Nothing is left behind: data is in a folder of its own.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const binary = resolve(process.env.DONDOC_BIN ?? "../target/debug/dondoc");

/** Whether the program knows `dondoc demo`. */
export const hasDemo = spawnSync(binary, ["demo", "--help"]).status === 0;

/** Starts `dondoc serve` or `dondoc demo` on a free port and waits for the address it prints. */
export async function started(command) {
  const data = mkdtempSync(join(tmpdir(), "dondoc-e2e-"));
  const child = spawn(binary, [command, "--data", join(data, "data"), "--listen", "127.0.0.1:0"]);
  let said = "";
  let logged = "";
  child.stderr.on("data", (text) => { logged = (logged + text).slice(-8000); });
  const address = await new Promise((found, failed) => {
    const timer = setTimeout(() => failed(new Error(`no address within 60 s\n${said}\n${logged}`)), 60_000);
    child.stdout.on("data", (text) => {
      said += text;
      const match = /http:\/\/[\d.:]+/.exec(said);
      if (match) { clearTimeout(timer); found(match[0]); }
    });
    child.on("exit", (code) => failed(new Error(`the program ended with ${code}\n${said}\n${logged}`)));
  });
  for (let tries = 0; tries < 100; tries += 1) {
    const health = await fetch(`${address}/health`).catch(() => undefined);
    if (health?.ok) break;
    await new Promise((later) => setTimeout(later, 100));
  }
  return {
    address,
    log: () => logged,
    stop: async () => {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Does the first run of an empty program without a browser. */
export async function setUp(address, { login, password }) {
  const fields = new URLSearchParams({
    province: "51",
    office: "Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi",
    name: "Quản trị hệ thống",
    login,
    password,
    again: password,
    request: "0190c1f2-0000-7000-8000-000000000001",
  });
  const answer = await fetch(`${address}/first-run`, { method: "POST", body: fields, redirect: "manual" });
  if (answer.status !== 303) throw new Error(`first run: ${answer.status}\n${await answer.text()}`);
}
