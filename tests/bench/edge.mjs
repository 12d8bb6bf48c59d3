// The Worker beside the floor and beside Hono with zod: the same requests, in turns, each in a workerd of its own.

import assert from "node:assert/strict";
import { load } from "./load.mjs";
import { median, quantile, table } from "./numbers.mjs";
import { CUSTOMERS, FIRST_CUSTOMER, built, script, start } from "./workerd.mjs";

const CONNECTIONS = 8;
const ROUNDS = 30;
/** Requests a round: a third of a second of each. */
const PER_ROUND = { creates: 240, shows: 480, lists: 160 };
/** Requests before the clock runs: V8 compiles anew what runs often, JavaScript sooner than WebAssembly. */
const WARM_UP = { creates: 4000, shows: 8000, lists: 2000 };

const authorization = "Bearer dev-agent-token";
const cursor = (id) => Buffer.from(JSON.stringify({ o: "id", v: id })).toString("base64url");
/** Spread over the directory without chance: every Worker is asked the same. */
const spread = (n, below) => FIRST_CUSTOMER + ((n * 7919) % below);

/** The request number `n` of each kind. */
const REQUESTS = {
  creates(n) {
    const user = { name: `Ana Díaz ${n}`, email: `ana.diaz.${n}@acme.example.com`, phone: `+1646${2_000_000 + n}`, organization_id: 301 };
    const headers = { authorization, "content-type": "application/json" };
    return { method: "POST", path: "/api/v2/users.json", headers, body: JSON.stringify({ user }), status: 201 };
  },
  shows: (n) => ({ path: `/api/v2/users/${spread(n, CUSTOMERS)}.json`, headers: { authorization } }),
  lists: (n) => ({ path: `/api/v2/users.json?page[size]=100&page[after]=${cursor(spread(n, CUSTOMERS - 101))}`, headers: { authorization } }),
};

/** The first is what the others are held against. */
const CANDIDATES = { floor: () => script("floor.mjs"), Usher: built, "Hono + zod": () => script("hono_zod.mjs") };

export async function edge() {
  const workers = [];
  try {
    for (const [name, code] of Object.entries(CANDIDATES)) workers.push(await start(name, code()));
    await check(workers);
    for (const what of Object.keys(REQUESTS)) report(what, await measure(workers, what));
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

/** In turns, so that whatever else the machine does meets all alike; who goes first changes from round to round. */
async function measure(workers, what) {
  const taken = new Map(workers.map((worker) => [worker, { rounds: [], latencies: [], cpu: 0 }]));
  for (const { url } of workers) {
    // Number 0 was the check's.
    await load(url, { count: WARM_UP[what], connections: CONNECTIONS, make: (index) => REQUESTS[what](1 + index) });
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const worker of [...workers.slice(round % 3), ...workers.slice(0, round % 3)]) {
      const before = worker.cpu();
      const first = 1 + WARM_UP[what] + round * PER_ROUND[what];
      const make = (index) => REQUESTS[what](first + index);
      const { seconds, latencies } = await load(worker.url, { count: PER_ROUND[what], connections: CONNECTIONS, make });
      const own = taken.get(worker);
      own.rounds.push(latencies.length / seconds);
      own.latencies.push(...latencies);
      own.cpu += worker.cpu() - before;
    }
  }
  return taken;
}

function report(what, taken) {
  const floor = taken.values().next().value;
  const rows = [...taken].map(([worker, own]) => {
    // Round by round: the two that are compared ran within the same seconds.
    const ratios = own.rounds.map((rate, round) => rate / floor.rounds[round]);
    return [
      worker.name,
      median(own.rounds).toFixed(0),
      median(ratios).toFixed(2),
      quantile(own.latencies, 0.5).toFixed(1),
      quantile(own.latencies, 0.99).toFixed(1),
      (own.cpu / own.latencies.length).toFixed(2),
    ];
  });
  table([what, `${what}/s`, "of the floor", "p50 ms", "p99 ms", "CPU ms"], rows);
}

/** That all do the same: statuses, rows written, bytes out; and that Hono's users are Usher's users. */
async function check(workers) {
  const seen = [];
  for (const worker of workers) {
    const bodies = [];
    for (const make of Object.values(REQUESTS)) {
      const { path, status = 200, ...init } = make(0);
      const response = await fetch(worker.url + path, init);
      assert.equal(response.status, status, `${worker.name}: ${path}`);
      bodies.push((await response.text()).replaceAll(worker.url, "http://127.0.0.1:10000"));
    }
    const counts = {};
    for (const name of TABLES) counts[name] = await worker.count(name);
    seen.push({ worker, bodies, counts });
  }
  const [floor, usher, hono] = seen;
  for (const other of [floor, hono]) {
    assert.deepEqual(other.counts, usher.counts, `${other.worker.name} writes what Usher writes`);
    for (const [index, { length }] of other.bodies.entries()) {
      const wanted = usher.bodies[index].length;
      assert.ok(Math.abs(length / wanted - 1) < 0.03, `${other.worker.name} sends ${length} bytes, Usher ${wanted}`);
    }
  }
  assert.deepEqual(JSON.parse(hono.bodies[1]), JSON.parse(usher.bodies[1]));
  assert.deepEqual(JSON.parse(hono.bodies[2]), JSON.parse(usher.bodies[2]));
}

const TABLES = ["users", "identities", "organization_memberships", "audit_log"];
