// create_many beside plain inserts: the same users into the same tables, in turns, each in a workerd of its own.

import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { median, table } from "./numbers.mjs";
import { built, script, start } from "./workerd.mjs";

const ROUNDS = 20;
const WARM_UP = 10;
/** Calls a round, and users a call. */
const CALLS = 10;
const USERS = 100;

const headers = { authorization: "Bearer dev-agent-token", "content-type": "application/json" };
const user = (n) => ({ name: `Ana Díaz ${n}`, email: `ana.diaz.${n}@acme.example.com`, phone: `+1646${2_000_000 + n}`, organization_id: 301 });

/** Over a connection of its own: one that waits while the others have their turn may be closed by then. */
async function ask(url, method, text) {
  const sent = request(url, { method, headers, agent: false });
  sent.end(text);
  const [response] = await once(sent, "response");
  const body = Buffer.concat(await response.toArray());
  assert.equal(response.statusCode, 200, String(body));
  return JSON.parse(body);
}

function call(url, first, query = "") {
  const users = Array.from({ length: USERS }, (_, index) => user(first + index));
  return ask(`${url}/api/v2/users/create_many.json${query}`, "POST", JSON.stringify({ users }));
}

/** From the first call until the last user is there. */
const CANDIDATES = {
  "plain inserts": {
    code: () => script("import_floor.mjs"),
    async run(url, firsts) {
      for (const first of firsts) await call(url, first);
    },
  },
  "plain, indexed once": {
    code: () => script("import_floor.mjs"),
    async run(url, firsts) {
      for (const first of firsts) await call(url, first, "?once");
    },
  },
  Usher: {
    code: built,
    async run(url, firsts) {
      const jobs = [];
      for (const first of firsts) jobs.push((await call(url, first)).job_status.url);
      // They are done one after another; asking costs what they need.
      for (const job of jobs.reverse()) while ((await status(job)) !== "completed") await new Promise((resolve) => setTimeout(resolve, 10));
    },
  },
};

const status = async (job) => (await ask(job, "GET")).job_status.status;

export async function imports() {
  const workers = [];
  try {
    for (const [name, { code, run }] of Object.entries(CANDIDATES)) workers.push({ ...(await start(name, code())), run, rates: [], cpu0: 0 });
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      const firsts = Array.from({ length: CALLS }, (_, index) => ((round + WARM_UP) * CALLS + index) * USERS);
      for (const worker of round % 2 ? workers : workers.toReversed()) {
        const started = performance.now();
        await worker.run(worker.url, firsts);
        if (round === -1) worker.cpu0 = worker.cpu();
        if (round >= 0) worker.rates.push((CALLS * USERS * 1000) / (performance.now() - started));
      }
    }
    await check(workers);
    report(workers);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

function report(workers) {
  const [plain, once] = workers;
  const rows = workers.map(({ name, rates, cpu, cpu0 }) => {
    const of = (floor) => median(rates.map((rate, round) => rate / floor.rates[round])).toFixed(2);
    const spent = (cpu() - cpu0) / (ROUNDS * CALLS * USERS);
    return [name, median(rates).toFixed(0), of(plain), of(once), spent.toFixed(3)];
  });
  table(["import", "users/s", "of plain", "of plain, indexed once", "CPU ms a user"], rows);
}

/** That all have written the same number of rows. */
async function check(workers) {
  const counts = [];
  for (const { count } of workers) {
    const own = {};
    for (const name of ["users", "identities", "organization_memberships"]) own[name] = await count(name);
    counts.push({ ...own, audit_log: await count("audit_log WHERE action = 'user.created'") });
  }
  for (const own of counts) assert.deepEqual(own, counts[0]);
}
