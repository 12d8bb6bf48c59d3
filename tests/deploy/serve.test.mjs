// `make dev`'s server: wrangler dev, on a database that it makes and keeps.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { root } from "./support.mjs";

const AGENT = { authorization: `Basic ${Buffer.from("agent@example.com/token:dev-agent-token").toString("base64")}`, "content-type": "application/json" };

describe("make dev", () => {
  const state = mkdtempSync(join(tmpdir(), "usher-dev-"));
  after(() => rmSync(state, { recursive: true, force: true, maxRetries: 5 }));

  async function serve(look) {
    const port = await freePort();
    // Its own process group, which also ends if this process does not live to end it.
    const watched = `(tail --pid=${process.pid} -f /dev/null; kill -KILL 0) & exec tools/serve.sh`;
    const env = { ...process.env, PORT: String(port), USHER_STATE: state };
    const server = spawn("bash", ["-c", watched], { cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [server.stdout, server.stderr]) stream.on("data", (text) => (said += text));
    const url = `http://localhost:${port}`;
    try {
      for (let tries = 0; !(await fetch(`${url}/healthz`).catch(() => null))?.ok; tries++) {
        assert.ok(tries < 240 && server.exitCode === null, said);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      await look(url, said);
    } finally {
      process.kill(-server.pid, "SIGKILL");
    }
  }

  it("shows the portal with the widget, answers a script of the demo's agent, does a job, and keeps what is added", async () => {
    let added;
    await serve(async (url, said) => {
      assert.ok(said.includes(`Usher is on ${url}`), said);
      assert.match(await (await fetch(url)).text(), /<usher-add-customer/);
      assert.equal((await fetch(`${url}/usher.js`)).headers.get("content-type"), "text/javascript; charset=utf-8");
      const body = JSON.stringify({ user: { name: "Ida Kept" } });
      const response = await fetch(`${url}/api/v2/users.json`, { method: "POST", headers: AGENT, body });
      assert.equal(response.status, 201);
      added = (await response.json()).user;
      const init = { method: "POST", headers: AGENT, body: JSON.stringify({ users: [{ name: "Ida Queued" }] }) };
      let { job_status: job } = await (await fetch(`${url}/api/v2/users/create_many.json`, init)).json();
      assert.equal(new URL(job.url).origin, url);
      for (let tries = 0; job.status !== "completed"; tries++) {
        assert.ok(tries < 100, JSON.stringify(job));
        await new Promise((resolve) => setTimeout(resolve, 100));
        ({ job_status: job } = await (await fetch(job.url, { headers: AGENT })).json());
      }
      assert.equal(job.results[0].status, "Created");
    });
    await serve(async (url) => {
      const { user } = await (await fetch(`${url}/api/v2/users/${added.id}.json`, { headers: AGENT })).json();
      assert.equal(user.name, "Ida Kept");
    });
  });
});

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
