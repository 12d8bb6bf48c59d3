// `make bench-scale`: a thousand customers beside a million, each in a workerd of its own; the same requests, in turns. Reported,
// never judged. Everything that is loaded goes when it is over.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { load } from "./load.mjs";
import { median, quantile, table } from "./numbers.mjs";
import { id, organizationId, person, populate } from "./people.mjs";
import { built, start } from "./workerd.mjs";

const SMALL = 1_000;
const LARGE = Number(process.argv[2] ?? 1_000_000);
/** Each asks so often for each thing, in so many rounds; p99 is of all of them. */
const PER_ROUND = 20;
const ROUNDS = 25;
const WARM_UP = 100;
/** Of what many are found by, as many are asked for as even the small one has. */
const PAGE = 10;
/** Page 5,000 of a hundred each, or, where there is none, what is half way. */
const DEEP = 500_000;

const headers = { authorization: "Bearer dev-agent-token", "content-type": "application/json" };
const get = (path) => ({ path: `/api/v2/${path}`, headers });
const found = (text, size = PAGE, more = "") => get(`users/search.json?per_page=${size}&query=${encodeURIComponent(text)}${more}`);
const completed = (by, text) => get(`users/autocomplete.json?per_page=${PAGE}&${by}=${encodeURIComponent(text)}`);
const cursor = (n) => Buffer.from(JSON.stringify({ o: "id", v: id(n) })).toString("base64url");
/** Spread over the directory without chance. */
const some = (n, customers) => person((n * 7919 + 13) % customers);
/** One of those who have a number. */
const reachable = (n, customers) => {
  for (let at = n; ; at++) if (some(at, customers).number) return some(at, customers);
};
/** Has no letters in common with anybody. */
const nobody = (n) => `quagga${(n % 26) + 10}`;

/** What is asked of a directory with so many customers, the `n`th time; and how many users are in the answer. */
const REQUESTS = {
  show: (n, customers) => get(`users/${some(n, customers).id}.json`),
  "list, first page": () => get("users.json?page[size]=100"),
  "list, page 5,000": (n, customers) => get(`users.json?page[size]=100&page[after]=${cursor(Math.min(DEEP, customers / 2) - (n % 100))}`),
  "list by name": () => get(`users.json?page[size]=${PAGE}&sort=name`),
  "search, an address": (n, customers) => found(some(n, customers).address),
  "search, a number": (n, customers) => found(reachable(n, customers).number),
  "search, its last digits": (n, customers) => found(reachable(n, customers).number.slice(-7), 1),
  "search, a number's beginning": () => found("+121220"),
  "search, a rare name": (n, customers) => found(`"${some(n, customers).name}"`, 1),
  "search, no such word": (n) => found(nobody(n)),
  "search, no such address": (n) => found(`garcia.ana.${n}@mailbox.example`),
  "search, no such number": (n) => found(`+1212${9_000_000 + n}`),
  "search, a common name": () => found("garcia"),
  "search, two common words": () => found("ana garcia"),
  "search, an organization": (n, customers) => found(`organization:${organizationId(1 + (n % Math.min(100, customers / 200)))}`),
  "search, organizations by name": () => found("organization:bank"),
  "search, last changed": () => found("garcia", PAGE, "&sort_by=updated_at"),
  "autocomplete, a common name": () => completed("name", "ana"),
  "autocomplete, two words": () => completed("name", "ana ga"),
  "autocomplete, nobody": (n) => completed("name", nobody(n)),
  "autocomplete, a number": (n, customers) => completed("phone", reachable(n, customers).number),
  "an organization's users by name": () => get(`organizations/${organizationId(0)}/users.json?page[size]=${PAGE}&sort=name`),
  create(n) {
    const user = { name: `Ana Díaz ${n}`, email: `ana.diaz.${n}@acme.example.com`, phone: `+1646${9_000_000 + n}`, organization_id: organizationId(1) };
    return { method: "POST", path: "/api/v2/users.json", headers, body: JSON.stringify({ user }), status: 201 };
  },
};

const seconds = (since) => (performance.now() - since) / 1000;
console.log(`${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)} before the start.`);
const workers = [];
try {
  for (const customers of [SMALL, LARGE]) {
    const started = performance.now();
    const worker = await start(customers.toLocaleString("en"), built(), (database) => populate(database, customers));
    workers.push({ ...worker, customers });
    console.log(`${worker.name} customers, loaded in ${seconds(started).toFixed(0)} s.`);
  }
  const rows = [];
  for (const [what, make] of Object.entries(REQUESTS)) rows.push(await row(what, make));
  const [small, large] = workers.map(({ name }) => name);
  table(["ms", `p50, ${small}`, `p50, ${large}`, "ratio", `p99, ${small}`, `p99, ${large}`, "ratio "], rows);
  weigh(workers.at(-1));
} finally {
  await Promise.all(workers.map((worker) => worker.stop()));
}

/** One thing, in turns: whatever else the machine does meets both alike. */
async function row(what, make) {
  const taken = workers.map(() => []);
  let number = 0;
  const ask = async ({ url, customers }, count) => {
    const first = number;
    return (await load(url, { count, connections: 1, make: (index) => make(first + index, customers) })).latencies;
  };
  for (const worker of workers) await ask(worker, WARM_UP);
  await compare(what, make);
  for (let round = 0; round < ROUNDS; round++) {
    number = 2 * WARM_UP + round * PER_ROUND;
    const order = [0, 1];
    for (const at of round % 2 ? order : order.reverse()) taken[at].push(...(await ask(workers[at], PER_ROUND)));
  }
  const [small, large] = taken;
  const ratio = (of) => (of(large) / of(small)).toFixed(2);
  const p99 = (values) => quantile(values, 0.99);
  return [what, ...[median, p99].flatMap((of) => [of(small).toFixed(1), of(large).toFixed(1), ratio(of)])];
}

/** That both answer with as many users: what is compared is the way there. */
async function compare(what, make) {
  const counts = [];
  for (const { url, customers } of workers) {
    const { path, method, headers, body } = make(WARM_UP + counts.length, customers);
    const response = await fetch(url + path, { method, headers, body });
    const answer = await response.json();
    counts.push(answer.users?.length ?? 1);
  }
  assert.equal(counts[0], counts[1], `${what}: so many users in the answers`);
}

/** What a customer takes, by table and index, where the machine has SQLite's shell. */
function weigh({ data, customers }) {
  const file = readdirSync(data, { recursive: true }).map((name) => join(data, name)).find((name) => /[0-9a-f]{64}\.sqlite$/.test(name));
  const bytes = (size) => (size / customers).toFixed(0);
  console.log(`\n${bytes(statSync(file).size)} bytes a customer in the file.`);
  const sql = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name HAVING sum(pgsize) > 1000000 ORDER BY 2 DESC";
  try {
    const told = execFileSync("sqlite3", ["-readonly", file, sql], { encoding: "utf8" }).trim();
    table(["table or index", "bytes a customer"], told.split("\n").map((line) => line.split("|")).map(([name, size]) => [name, bytes(size)]));
  } catch (error) {
    console.log(`What is in it is told by sqlite3 with dbstat: ${error.message.split("\n")[0]}`);
  }
}
