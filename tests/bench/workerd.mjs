// A Worker in workerd, on a port of its own and with a D1 of its own on disk. Nothing of wrangler is in between.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { Miniflare } from "miniflare";
import { root, schema, usher } from "../built.mjs";

/** Customers in the directory before anything is measured. */
export const CUSTOMERS = 10_000;
/** The id of the first of them; the others follow. */
export const FIRST_CUSTOMER = 1_000_001;

// As many requests as it takes: what is measured is not the limit.
process.env.RATE_LIMIT = "1000000000";
const { compatibilityDate, bindings, ratelimits, modulesRoot, modules, queueProducers, queueConsumers } = usher();

/** Usher's Worker as it is deployed. */
export const built = () => ({ modulesRoot, modules, ratelimits, queueProducers, queueConsumers });

/** A Worker of this folder in one file, as wrangler would deploy it. */
export function script(file) {
  const entry = join(root, "tests/bench", file);
  const { outputFiles } = buildSync({ entryPoints: [entry], bundle: true, format: "esm", target: "es2022", minify: true, write: false });
  return { modulesRoot: root, modules: [{ type: "ESModule", path: entry, contents: outputFiles[0].text }] };
}

/** What is still there when this process ends before its time: data folders. Miniflare ends its workerds itself. */
const folders = new Set();
process.on("exit", () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Starts a Worker whose database `fill` fills; `stop` ends it and takes its data away. */
export async function start(name, code, fill = addCustomers) {
  const data = mkdtempSync(join(tmpdir(), "usher-bench-"));
  folders.add(data);
  const before = children();
  let complaints = "";
  const miniflare = new Miniflare({
    ...code,
    name,
    compatibilityDate,
    bindings,
    d1Databases: { DB: "usher" },
    d1Persist: data,
    // workerd listens for this very Worker here; Miniflare's own socket has an entry Worker before it.
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    // What the Worker logs is read, and goes nowhere; what workerd complains of is told if it does not start.
    handleRuntimeStdio: (out, err) => (out.resume(), err.on("data", (chunk) => (complaints = (complaints + chunk).slice(-2000)))),
  });
  const stop = async () => {
    await miniflare.dispose();
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    folders.delete(data);
  };
  try {
    await miniflare.ready;
    const pid = children().find((child) => !before.includes(child));
    const url = String(await miniflare.unsafeGetDirectURL(name)).replace(/\/$/, "");
    const database = await miniflare.getD1Database("DB", name);
    for (const sql of schema()) await database.prepare(sql).run();
    await fill(database);
    const count = async (table) => (await database.prepare(`SELECT count(*) AS count FROM ${table}`).first()).count;
    return { name, url, data, database, stop, count, cpu: () => cpu(pid) };
  } catch (error) {
    await stop();
    throw new Error(`${name} did not start: ${complaints}`, { cause: error });
  }
}

async function addCustomers(database) {
  for (const sql of customers()) await database.prepare(sql).run();
}

/** Each with an address and an organization, every second one with a number, some with tags and a note. */
function customers() {
  const at = "'2026-02-03T09:00:00Z'";
  const each = `WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < ${CUSTOMERS - 1})`;
  const id = (offset) => `${FIRST_CUSTOMER + offset} + n`;
  const phone = "'+1212' || (5000000 + n)";
  const identity = (offset, type, value) => `
    INSERT INTO identities (id, user_id, type, value, normal_form, is_primary, verified, deliverable_state, created_at, updated_at)
    ${each} SELECT ${id(offset)}, ${id(0)}, '${type}', ${value}, ${value}, 1, n % 3 = 0, 'deliverable', ${at}, ${at} FROM n`;
  return [
    `INSERT INTO users (id, name, name_normal_form, role, ticket_restriction, phone, locale, time_zone, iana_time_zone, tags, notes, created_at, updated_at)
     ${each} SELECT ${id(0)}, 'Grace Okafor ' || n, 'grace okafor ' || n, 'end-user', 'requested', iif(n % 2, ${phone}, NULL), 'en-US',
       'America/New_York', 'America/New_York', iif(n % 4, '[]', '["vip"]'), iif(n % 4, NULL, 'Prefers a call.'), ${at}, ${at} FROM n`,
    identity(0, "email", "'grace.okafor.' || n || '@northwind.example.com'"),
    `${identity(CUSTOMERS, "phone_number", phone)} WHERE n % 2`,
    `INSERT INTO organization_memberships (id, user_id, organization_id, is_default, created_at, updated_at)
     ${each} SELECT ${id(0)}, ${id(0)}, 301 + n % 2, 1, ${at}, ${at} FROM n`,
  ];
}

/** The workerds that this process started. */
function children() {
  const listed = execFileSync("ps", ["-A", "-o", "pid=,ppid=,comm="], { encoding: "utf8" });
  const processes = listed.split("\n").map((line) => line.trim().split(/\s+/));
  return processes.filter(([, parent, command]) => Number(parent) === process.pid && /workerd$/.test(command)).map(([pid]) => Number(pid));
}

/** The milliseconds of CPU that a process has had; NaN where the system does not tell (no /proc). */
function cpu(pid) {
  try {
    // The command's name is in brackets and may have anything in it; `utime` and `stime` are the 14th and 15th fields.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
    return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1000;
  } catch {
    return NaN;
  }
}

const TICKS = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
