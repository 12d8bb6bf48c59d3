// A clone of what `make deploy` needs, as `make` has built it, and runs of tools/deploy.sh in it.

import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const curl = String(execFileSync("sh", ["-c", "command -v curl"])).trim();

export class Clone {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "usher-deploy-"));
    for (const part of ["wrangler.toml", "tools", "demo", "dist", "worker/build", "worker/migrations", "worker/src/store"]) {
      cpSync(join(root, part), this.path(part), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), this.path("node_modules"));
    // As `make dev` leaves it.
    cpSync(this.path("demo/local.env"), this.path(".dev.vars"));
    mkdirSync(this.path("home/bin"), { recursive: true });
  }

  path(name) {
    return join(this.folder, name);
  }

  append(name, text) {
    appendFileSync(this.path(name), text);
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * Deploys to `cloudflare`, and to nowhere else: no sign-in and no cached account of whoever runs the tests is seen.
   * `answers` are pairs, each given where its question comes up; with them there is a terminal, and without nobody to ask.
   */
  async deploy(cloudflare, { env = {}, answers } = {}) {
    // The address of the deployment has no name outside.
    writeFileSync(this.path("home/bin/curl"), `#!/bin/bash\nexec ${curl} "\${@/https:\\/\\/*.workers.dev/${cloudflare.url}}"\n`, { mode: 0o755 });
    const command = answers ? ["python3", "-c", TERMINAL, "tools/deploy.sh"] : ["tools/deploy.sh"];
    const child = spawn("bash", ["-c", WATCHED, "watched", String(process.pid), ...command], {
      cwd: this.folder,
      detached: true,
      stdio: [answers ? "pipe" : "ignore", "pipe", "pipe"],
      env: {
        PATH: `${this.path("home/bin")}:${process.env.PATH}`,
        HOME: this.path("home"),
        WRANGLER_CACHE_DIR: this.path("home/cache"),
        CLOUDFLARE_API_BASE_URL: `${cloudflare.url}/client/v4`,
        CLOUDFLARE_API_TOKEN: cloudflare.token,
        LANG: "C.UTF-8",
        TERM: "dumb",
        NO_COLOR: "1",
        // Without it wrangler looks for a newer one of itself.
        WRANGLER_HIDE_BANNER: "true",
        ...env,
      },
    });
    cloudflare.interrupt = () => process.kill(-child.pid, "SIGKILL");
    const open = [...(answers ?? [])];
    let text = "";
    let answered = 0;
    const hear = (chunk) => {
      text += chunk;
      if (!open.length || !text.slice(answered).includes(open[0][0])) return;
      answered = text.length;
      child.stdin.write(`${open.shift()[1]}\n`);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", () => process.kill(-child.pid, "SIGKILL"));
    const code = await new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)));
    // A terminal ends its lines with both.
    text = text.replaceAll("\r\n", "\n");
    return { code, text, unasked: open, token: text.match(/export USHER_TOKEN=(\S+)/)?.[1] };
  }
}

// Its own process group, which also ends if this process does not live to end it, or if it waits for an answer for ever.
const WATCHED = '(timeout --foreground 120 tail --pid="$1" -f /dev/null; kill -KILL 0) </dev/null &>/dev/null & exec "${@:2}"';
const TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
