// `make deploy` with the real wrangler, against as much of Cloudflare as it needs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Cloudflare } from "./cloudflare.mjs";
import { Clone, root } from "./support.mjs";

const DEMO_TOKENS = ["dev-admin-token", "dev-agent-token", "dev-restricted-token", "dev-light-token"];
const SEED = readFileSync(join(root, "demo/seed.sql"), "utf8");
// A name may have all of this in it, as nothing but a name.
const HOSTILE = `Ada "'); DROP TABLE users; -- $(id) \`id\` \\ @HASH@`;

/** An account at Cloudflare and a clone of Usher, there before the suite's first test and gone after its last. */
function stage() {
  const stage = {};
  before(async () => {
    stage.cloudflare = await Cloudflare.start();
    stage.clone = new Clone();
  });
  after(async () => {
    stage.clone?.remove();
    await stage.cloudflare?.stop();
    assert.deepEqual(stage.cloudflare.unknown, []);
  });
  return stage;
}

const me = async (cloudflare, token) => (await (await cloudflare.ask("/api/v2/users/me", token)).json()).user;
const count = async (cloudflare, what) => Object.values((await cloudflare.sql(`SELECT count(*) FROM ${what}`))[0][0])[0];

describe("make deploy", { concurrency: true }, () => {
  describe("at a terminal", { concurrency: false }, () => {
    const use = stage();
    let first;
    let secret;

    it("asks where to, what to create, and for the first admin until the rulebook accepts", async () => {
      const { clone, cloudflare } = use;
      cloudflare.accounts = [{ id: "b".repeat(32), name: "Brand" }, { id: "a".repeat(32), name: "Acme" }];
      const answers = [
        ["Deploy to which account?", "2"],
        ["Create it?", "y"],
        ["The first admin's name", HOSTILE],
        ["e-mail address", "ada'; DROP TABLE users;--@acme.com"],
        ["The first admin's name", HOSTILE],
        ["e-mail address", "Ada@acme.com"],
      ];
      first = await clone.deploy(cloudflare, { answers });
      assert.deepEqual([first.code, first.unasked], [0, []], first.text);
      assert.match(first.text, /^Email: is not properly formatted$/m);
      assert.deepEqual(cloudflare.databases.map(({ name }) => name), ["usher"]);
      assert.match(readFileSync(clone.path("wrangler.deploy.toml"), "utf8"), new RegExp(`^account_id = "a{32}"$`, "m"));
      assert.match(first.text, /No mail is sent yet\. Run again with USHER_MAIL_FROM=/);
      for (const line of ["Usher is on https://usher.acme.workers.dev", '<script type="module" src="https://usher.acme.workers.dev/usher.js">', "curl -H "]) {
        assert.ok(first.text.includes(line), line);
      }
    });

    it("shows a token that is the admin's, once", async () => {
      const { cloudflare } = use;
      const admin = await me(cloudflare, first.token);
      assert.deepEqual([admin.role, admin.role_type, admin.name, admin.email, admin.verified], ["admin", 4, HOSTILE, "Ada@acme.com", true]);
      assert.equal(first.text.split(first.token).length, 2);
      assert.equal((await cloudflare.ask("/api/v1/settings", first.token)).status, 200);
      const [[{ dump }]] = await cloudflare.sql("SELECT group_concat(hash || name) AS dump FROM api_tokens");
      assert.ok(!dump.includes(first.token));
    });

    it("makes an admin like those that the API makes", async () => {
      const { cloudflare } = use;
      const body = JSON.stringify({ user: { name: "Grace", email: "grace@acme.com", role: "admin", verified: true } });
      const answer = await cloudflare.ask("/api/v2/users", first.token, { method: "POST", body, headers: { "content-type": "application/json" } });
      assert.equal(answer.status, 201);
      const differing = { id: 0, url: 0, name: 0, email: 0, created_at: 0, updated_at: 0, authenticity_token: undefined };
      assert.deepEqual({ ...(await me(cloudflare, first.token)), ...differing }, { ...(await answer.json()).user, ...differing });
      const [log] = await cloudflare.sql("SELECT action, actor_id, target_id FROM audit_log WHERE target_id = 1 ORDER BY id");
      assert.deepEqual(log, [
        { action: "user.created", actor_id: null, target_id: 1 },
        { action: "user.updated", actor_id: 1, target_id: 1 },
      ]);
    });

    it("uploads the database's id, a random secret, and nothing of the demo", async () => {
      const { cloudflare } = use;
      const { metadata, modules } = cloudflare.worker;
      const bindings = metadata.bindings.map(({ type, name, id }) => [type, name, id]);
      assert.deepEqual(bindings.sort(), [["d1", "DB", cloudflare.databases[0].uuid], ["kv_namespace", "CACHE", undefined], ...["FORM_LEAST_MS", "MAIL_AUTHSERV_ID", "RATE_LIMIT", "RATE_LIMIT_ADDRESS", "RATE_LIMIT_NETWORK", "RATE_LIMIT_STRANGERS", "TURNSTILE_VERIFIER", "WEBHOOK_RESOLVER"].map((name) => ["plain_text", name, undefined]), ["queue", "JOBS", undefined], ["queue", "OUTBOX", undefined], ["queue", "WEBHOOKS", undefined], ...["", "_ADDRESS", "_NETWORK", "_STRANGERS"].map((name) => ["ratelimit", `RATE_LIMITER${name}`, undefined]), ["secret_text", "USHER_SECRET", undefined], ["send_email", "MAIL", undefined]]);
      secret = cloudflare.secrets.USHER_SECRET;
      assert.equal(Buffer.from(secret, "base64url").length, 32);
      const marks = [...DEMO_TOKENS, ...SEED.match(/[0-9a-f]{64}/g), "usher-local-development-only"];
      marks.push(readFileSync(join(root, "demo/portal.js"), "utf8").match(/secret: "(.*)"/)[1], "agent@example.com", "portal/token");
      const uploaded = [JSON.stringify(metadata), ...modules.map(({ contents }) => contents), ...cloudflare.assets].map(Buffer.from);
      assert.ok(uploaded.length > 10 && uploaded.some((part) => part.includes("usher-add-customer")));
      for (const mark of marks) assert.ok(!uploaded.some((part) => part.includes(mark)), mark);
    });

    it("deploys something that no token of the demo opens", async () => {
      const { cloudflare } = use;
      for (const token of DEMO_TOKENS) {
        assert.equal((await me(cloudflare, token)).id, null);
        assert.equal((await cloudflare.ask("/api/v2/users", token)).status, 401);
      }
    });

    it("makes the queues, whose consumer does what a bulk call asks for, and sets the clock", async () => {
      const { cloudflare } = use;
      const queues = cloudflare.queues.map(({ queue_name: name, consumers }) => [name, consumers.map(({ script }) => script)]);
      assert.deepEqual(queues, [["usher-outbox", ["usher"]], ["usher-jobs", ["usher"]], ["usher-webhooks", ["usher"]]]);
      assert.deepEqual(cloudflare.crons, [{ cron: "* * * * *" }]);
      const init = { method: "POST", body: JSON.stringify({ users: [{ name: "Lin" }] }), headers: { "content-type": "application/json" } };
      const job = async (answer) => (await (await answer).json()).job_status;
      let { id, status, results } = await job(cloudflare.ask("/api/v2/users/create_many", first.token, init));
      for (let tries = 0; status !== "completed" && tries < 100; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        ({ status, results } = await job(cloudflare.ask(`/api/v2/job_statuses/${id}`, first.token)));
      }
      assert.deepEqual(results.map(({ status }) => status), ["Created"]);
    });

    it("asks nothing the second time, and only deploys", async () => {
      const { clone, cloudflare } = use;
      const second = await clone.deploy(cloudflare, { answers: [], env: { USHER_MAIL_FROM: "support@acme.com" } });
      assert.equal(second.code, 0, second.text);
      assert.equal(second.token, undefined);
      assert.deepEqual([cloudflare.databases.length, cloudflare.uploads.length, cloudflare.secrets.USHER_SECRET], [1, 2, secret]);
      assert.deepEqual([cloudflare.secrets.MAIL_FROM, second.text.includes("No mail is sent")], ["support@acme.com", false]);
      assert.deepEqual(cloudflare.queues.map(({ consumers }) => consumers.length), [1, 1, 1]);
      assert.deepEqual(cloudflare.worker.metadata.bindings.map(({ name }) => name).sort(), ["CACHE", "DB", "FORM_LEAST_MS", "JOBS", "MAIL", "MAIL_AUTHSERV_ID", "MAIL_FROM", "OUTBOX", "RATE_LIMIT", ...["", "_ADDRESS", "_NETWORK", "_STRANGERS"].map((name) => `RATE_LIMITER${name}`), ...["_ADDRESS", "_NETWORK", "_STRANGERS"].map((name) => `RATE_LIMIT${name}`), "TURNSTILE_VERIFIER", "WEBHOOKS", "WEBHOOK_RESOLVER"]);
      assert.equal(await count(cloudflare, "users"), 3);
      assert.equal((await me(cloudflare, first.token)).id, 1);
    });

    it("leaves wrangler.toml as it is, and its own copy untracked", () => {
      assert.equal(readFileSync(use.clone.path("wrangler.toml"), "utf8"), readFileSync(join(root, "wrangler.toml"), "utf8"));
      assert.match(readFileSync(join(root, ".gitignore"), "utf8"), /^\/wrangler\.deploy\.toml$/m);
    });

    it("does not make another secret where it cannot see whether there is one", async () => {
      const { clone, cloudflare } = use;
      cloudflare.failing = "/secrets";
      const run = await clone.deploy(cloudflare, { env: { CLOUDFLARE_ACCOUNT_ID: "a".repeat(32) } });
      cloudflare.failing = "\0";
      assert.equal(run.code, 1);
      assert.match(run.text, /secret is not known/);
      assert.deepEqual([cloudflare.uploads.length, cloudflare.secrets.USHER_SECRET], [2, secret]);
    });

    it("refuses a database that has the demo's accounts", async () => {
      const { clone, cloudflare } = use;
      await cloudflare.sql(SEED);
      const run = await clone.deploy(cloudflare, { env: { CLOUDFLARE_ACCOUNT_ID: "a".repeat(32) } });
      assert.equal(run.code, 1);
      assert.match(run.text, /has the demo's accounts/);
      assert.equal(cloudflare.uploads.length, 2);
    });
  });

  describe("without anybody to ask", { concurrency: false }, () => {
    const use = stage();
    const env = { CLOUDFLARE_ACCOUNT_ID: "a".repeat(32), USHER_YES: "1", USHER_ADMIN_NAME: "Ada", USHER_ADMIN_EMAIL: "ada@acme.com" };
    const tokens = [];

    async function interrupted(at) {
      const { clone, cloudflare } = use;
      let times = 0;
      cloudflare.interruptsAt = (...request) => at(...request) && ++times;
      const run = await clone.deploy(cloudflare, { env });
      cloudflare.interruptsAt = () => false;
      assert.deepEqual([run.code, times], ["SIGKILL", 1], run.text);
      tokens.push(...[run.token].flat().filter(Boolean));
    }

    it("can be interrupted once the database is created, and once the Worker is uploaded", async () => {
      await interrupted((method, path) => method === "POST" && path.endsWith("/d1/database"));
      await interrupted((method, path) => method === "PUT" && path.includes("/workers/scripts/usher"));
      assert.equal(await count(use.cloudflare, "users"), 0);
    });

    it("ends where the rulebook refuses the admin's name", async () => {
      const { clone, cloudflare } = use;
      const run = await clone.deploy(cloudflare, { env: { ...env, USHER_ADMIN_NAME: "Ada\nLovelace" } });
      assert.equal(run.code, 1);
      assert.match(run.text, /Name: .*\n.*set USHER_ADMIN_NAME/);
      assert.equal((await me(cloudflare, run.token)).email, null);
      tokens.push(run.token);
    });

    it("can be interrupted once the admin is named: the token has been shown by then", async () => {
      await interrupted((method, path) => method === "PUT" && path === "/api/v2/users/1");
      assert.equal((await me(use.cloudflare, tokens.at(-1))).email, "ada@acme.com");
    });

    it("goes on after all of this, and has done nothing twice", async () => {
      const { clone, cloudflare } = use;
      const secret = cloudflare.secrets.USHER_SECRET;
      const run = await clone.deploy(cloudflare, { env: { CLOUDFLARE_ACCOUNT_ID: "a".repeat(32) } });
      assert.equal(run.code, 0, run.text);
      assert.equal(run.token, undefined);
      assert.deepEqual([cloudflare.databases.length, cloudflare.secrets.USHER_SECRET], [1, secret]);
      assert.equal(await count(cloudflare, "users"), 1);
      assert.equal(await count(cloudflare, "audit_log WHERE action = 'user.created'"), 1);
      const ids = await Promise.all(tokens.map(async (token) => (await cloudflare.ask("/api/v2/users", token)).status));
      assert.deepEqual(ids, [401, 200], "only the last token works");
    });

    it("makes KV namespaces by the same way as the database", () => {
      const { cloudflare } = use;
      assert.deepEqual(cloudflare.namespaces.map(({ title }) => title), ["usher-cache"]);
      const bound = cloudflare.worker.metadata.bindings.find(({ name }) => name === "CACHE");
      assert.deepEqual(bound, { type: "kv_namespace", name: "CACHE", namespace_id: cloudflare.namespaces[0].id });
    });
  });

  describe("where something is missing", { concurrency: false }, () => {
    const use = stage();
    const env = { CLOUDFLARE_ACCOUNT_ID: "a".repeat(32), USHER_YES: "1", USHER_ADMIN_NAME: "Ada", USHER_ADMIN_EMAIL: "ada@acme.com" };

    async function refused(env, why) {
      const { clone, cloudflare } = use;
      const run = await clone.deploy(cloudflare, { env });
      assert.equal(run.code, 1, run.text);
      assert.match(run.text, why);
      assert.equal(cloudflare.uploads.length, 0);
    }

    it("says how to sign in", () => refused({ CLOUDFLARE_API_TOKEN: "" }, /npx wrangler login/));

    it("chooses no account by itself", async () => {
      use.cloudflare.accounts = [...use.cloudflare.accounts, { id: "b".repeat(32), name: "Brand" }];
      await refused({}, /Set CLOUDFLARE_ACCOUNT_ID to one of\naaaa/);
    });

    it("creates nothing unless told to", async () => {
      await refused({ ...env, USHER_YES: "" }, /wrangler d1 create usher\n *wrangler kv namespace create usher-cache\n *wrangler queues create usher-outbox\n *wrangler queues create usher-jobs\n *wrangler queues create usher-webhooks\n.*set USHER_YES/);
      await refused({ ...env, USHER_YES: "no" }, /Nothing was created/);
      assert.deepEqual(use.cloudflare.databases, []);
    });

    it("asks for the first admin before anything is deployed", () => refused({ ...env, USHER_ADMIN_NAME: "" }, /set USHER_ADMIN_NAME/));

    it("refuses files that have something of the demo in them", async () => {
      use.clone.append("dist/usher.js", `// ${SEED.match(/[0-9a-f]{64}/)[0]}`);
      await refused(env, /dist\/usher\.js\n.*something of the demo/);
    });
  });
});
