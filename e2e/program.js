// Starts the program for a test and stops it afterwards. Nothing is left behind: data is in a folder of its own.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const binary = resolve(process.env.DONDOC_BIN ?? "../target/debug/dondoc");

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
