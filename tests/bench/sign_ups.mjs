// `make bench-sign-ups`: very many sign-ups, of known and of unknown addresses in every spelling, each sent by nobody in particular.
// Fails where an answer tells them apart, where a mail goes to a reserved domain, or where one address has two customers; prints how
// long both kinds took.
//
//   node tests/bench/sign_ups.mjs [NUMBER]

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "../server.mjs";

const NUMBER = Number(process.argv[2] ?? 100_000);
const AT_ONCE = 8;
const KNOWN = 500;
const admin = { authorization: "Bearer dev-admin-token", "content-type": "application/json" };

const { url, state, stop } = await serve();
const ask = async (method, path, body, headers = { "content-type": "application/json" }) => {
  const response = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
  return { status: response.status, headers: [...response.headers.keys()].sort().join(), body: await response.json().catch(() => null) };
};

// The same numbers each time (a linear congruential generator, Numerical Recipes).
let seed = 20261201;
const below = (bound) => Math.floor(((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32) * bound);

const known = Array.from({ length: KNOWN }, (_, at) => `known.${at}@bench.dev`);
for (const email of known) assert.equal((await ask("POST", "/api/v2/users", { user: { name: "Known", email, verified: true } }, admin)).status, 201);

/** In another spelling of the same address. */
const spelled = (email) => [email, email.toUpperCase(), ` ${email} `, email.replace("bench", "BENCH")][below(4)];
const RESERVED = ["example.com", "example.org", "acme.test", "acme.example", "acme.invalid"];

function draw(at) {
  const kind = below(10);
  if (kind < 5) return ["known", spelled(known[below(KNOWN)])];
  // Some of them more than once.
  if (kind < 9) return ["unknown", spelled(`unknown.${below(Math.ceil(NUMBER / 3))}@bench.dev`)];
  return ["reserved", `somebody.${at}@${RESERVED[below(RESERVED.length)]}`];
}

const form = await ask("GET", "/api/v1/form?entry_point=signup");
const check = form.body?.check && { form_token: form.body.check.form_token, website: "" };
if (check) await new Promise((resolve) => setTimeout(resolve, 2_500));

const shapes = new Map();
const times = { known: [], unknown: [], reserved: [] };
let next = 0;
async function sign() {
  while (next < NUMBER) {
    const at = next++;
    const [kind, email] = draw(at);
    const began = performance.now();
    const answer = await ask("POST", "/api/v1/sign_ups", { sign_up: { name: "Somebody", email }, check });
    times[kind].push(performance.now() - began);
    const { id, email: told, expires_at } = answer.body.proof ?? {};
    const shape = JSON.stringify([answer.status, answer.headers, Object.keys(answer.body), id?.length, told === email.trim(), expires_at?.length]);
    shapes.set(shape, new Set([...(shapes.get(shape) ?? []), kind]));
    if (at % 5_000 === 0) console.error(`${at} of ${NUMBER}`);
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, sign));

const folder = join(state, "tmp");
const mails = () => readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".eml"));
// Until the queue is through.
for (let before = -1; before !== mails().length; ) {
  before = mails().length;
  await new Promise((resolve) => setTimeout(resolve, 5_000));
}

let reserved = 0;
const tokens = [];
for (const file of mails()) {
  const mail = readFileSync(join(folder, file), "utf8");
  const to = mail.match(/^To: <(.*)>\r$/m)[1].toLowerCase();
  if (RESERVED.some((domain) => to.endsWith(`@${domain}`))) reserved++;
  const text = Buffer.from(mail.split("\r\n\r\n")[2].split("\r\n--")[0], "base64").toString();
  const token = text.match(/\/verify#(\w+)/)?.[1];
  if (token && tokens.length < 4_000) tokens.push(token);
}
// Each pressed twice, many at once.
let pressed = 0;
const presses = tokens.flatMap((token) => [token, token]);
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (let token; (token = presses.pop()); ) if ((await ask("POST", "/api/v1/proofs", { proof: { token } })).status === 200) pressed++;
}));

let users = 0;
const addresses = new Map();
for (let page = "/api/v2/users.json?role=end-user&page[size]=100"; page; ) {
  const { body } = await ask("GET", page, null, admin);
  for (const { email } of body.users) if (email?.endsWith("@bench.dev")) addresses.set(email.toLowerCase(), (addresses.get(email.toLowerCase()) ?? 0) + (users++, 1));
  page = body.meta.has_more && new URL(body.links.next).pathname + new URL(body.links.next).search;
}
const sent = mails().length;
stop();

const quantile = (list, q) => list.toSorted((one, other) => one - other)[Math.floor(q * (list.length - 1))];
for (const [kind, list] of Object.entries(times)) console.log(`${kind}: ${list.length} sign-ups, p50 ${quantile(list, 0.5).toFixed(2)} ms, p95 ${quantile(list, 0.95).toFixed(2)} ms`);
console.log(`known / unknown: p50 ${(quantile(times.known, 0.5) / quantile(times.unknown, 0.5)).toFixed(3)}, p95 ${(quantile(times.known, 0.95) / quantile(times.unknown, 0.95)).toFixed(3)}`);
console.log(`${sent} mails, ${reserved} of them to a reserved domain; ${pressed} links pressed; ${users} customers of ${addresses.size} addresses`);
assert.equal(shapes.size, 1, `answers differ: ${[...shapes].map(([shape, kinds]) => `${shape} of ${[...kinds]}`).join("\n")}`);
assert.equal(reserved, 0);
assert.equal(users, addresses.size);
assert.ok(pressed > 0);
