// What is built, served for a suite in JavaScript.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Starts Usher on a database of its own, in the folder `state`; `stop` ends it and takes the data away. */
export async function serve() {
  const state = mkdtempSync(join(tmpdir(), "usher-test-"));
  const log = openSync(join(state, "log"), "a");
  // Its own process group, which also ends if this process does not live to end it.
  const watched = `(tail --pid=${process.pid} -f /dev/null; kill -KILL 0) & exec node tests/serve.mjs "$1"`;
  const server = spawn("bash", ["-c", watched, "watched", state], { cwd: root, detached: true, stdio: ["ignore", log, log] });
  const port = join(state, "port");
  for (let tries = 0; !existsSync(port); tries++) {
    if (tries > 1200 || server.exitCode !== null) throw new Error(`it does not start:\n${readFileSync(join(state, "log"), "utf8").slice(-2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const stop = () => {
    process.kill(-server.pid, "SIGKILL");
    rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  };
  return { url: `http://localhost:${readFileSync(port, "utf8")}`, state, stop };
}
