// zenpy, the Python client, unpatched.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { root, serve } from "../server.mjs";

describe("zenpy", () => {
  let usher;
  before(async () => (usher = await serve()));
  after(() => usher.stop());

  it("works against it", () => {
    const env = { ...process.env, USHER_ADDRESS: usher.url.replace("http://localhost", "127.0.0.1"), PYTHONPATH: process.env.ZENPY_PATH };
    const checks = ["-B", "-m", "unittest", "discover", "--verbose", "--start-directory", join(root, "tests/clients"), "--pattern", "check_*.py"];
    const { status, stderr } = spawnSync("python3", checks, { env, encoding: "utf8", timeout: 300_000 });
    assert.equal(status, 0, stderr);
    assert.match(stderr, /^Ran \d\d tests in /m);
  });
});
