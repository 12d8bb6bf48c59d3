// The same job with what one would take off the shelf: Hono routes, zod validates, the 37 keys are made in JavaScript.
// It has one rule of permission, one form, and English; it folds no names, knows no numbering plans and replays nothing.

import { Hono } from "hono";
import { z } from "zod";
import { addition, newId, selectOne, selectPage } from "./statements.mjs";

const FRESH_MS = 5_000;
const remembered = new Map();

const NewUser = z.object({
  user: z.object({
    name: z.string().trim().min(1).max(255),
    email: z.email().max(254).transform((address) => address.toLowerCase()),
    phone: z.string().regex(/^\+[1-9]\d{6,14}$/),
    organization_id: z.number().int().positive(),
    tags: z.array(z.string().regex(/^[^\s,]+$/)).max(100).optional(),
    details: z.string().max(65_535).nullish(),
    notes: z.string().max(65_535).nullish(),
  }),
});
const Page = z.object({
  "page[size]": z.coerce.number().int().min(1).max(100).default(100),
  "page[after]": z.string().transform((cursor) => JSON.parse(atob(cursor))).pipe(z.object({ v: z.number().int() })).optional(),
});
const UserId = z.coerce.number().int().positive();

const app = new Hono();

app.use(async (c, next) => {
  const started = Date.now();
  c.set("id", crypto.randomUUID());
  await next();
  c.header("x-request-id", c.get("id"));
  c.header("cache-control", "max-age=0, private, must-revalidate");
  const { method, routePath: route } = c.req;
  const answered = { status: c.res.status, caller_id: c.get("caller")?.id, ms: Date.now() - started };
  console.log(JSON.stringify({ event: "request", request_id: c.get("id"), method, route, ...answered }));
});

app.get("/healthz", (c) => c.text("ok"));

app.use("/api/*", async (c, next) => {
  const token = c.req.header("authorization")?.match(/^Bearer (.+)$/)?.[1];
  const caller = token && (await callerOf(c.env.DB, token));
  if (!caller) return c.json({ error: "Couldn't authenticate you" }, 401);
  c.set("caller", caller);
  await next();
});

/** Remembered for as long as Usher remembers it. */
async function callerOf(db, token) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const known = remembered.get(hash);
  if (known && Date.now() < known.at + FRESH_MS) return known.caller;
  const select = `SELECT u.id, u.role FROM api_tokens t JOIN users u ON u.id = t.user_id
    WHERE t.hash = ?1 AND t.revoked_at IS NULL AND u.active = 1 AND u.suspended = 0`;
  const caller = await db.prepare(select).bind(hash).first();
  if (caller) remembered.set(hash, { at: Date.now(), caller });
  return caller;
}

app.use("/api/v2/users/*", async (c, next) => {
  if (c.get("caller").role === "end-user") return c.json({ error: "Forbidden" }, 403);
  await next();
});

app.post("/api/v2/users.json", async (c) => {
  const parsed = NewUser.safeParse(await c.req.json().catch(() => null));
  if (!parsed.success) return c.json({ error: "RecordInvalid", details: z.flattenError(parsed.error).fieldErrors }, 422);
  const { name, email, phone, organization_id } = parsed.data.user;
  const id = newId();
  const values = { id, name, address: email, number: phone, organization: organization_id };
  const results = await c.env.DB.batch(addition(c.env.DB, { ...values, caller: c.get("caller").id, request: c.get("id") }));
  const { origin } = new URL(c.req.url);
  return c.json({ user: shown(results.at(-1).results[0], origin) }, 201, { location: `${origin}/api/v2/users/${id}.json` });
});

app.get("/api/v2/users.json", async (c) => {
  const parsed = Page.safeParse(c.req.query());
  if (!parsed.success) return c.json({ error: "InvalidParameter" }, 400);
  const size = parsed.data["page[size]"];
  const { results } = await selectPage(c.env.DB, parsed.data["page[after]"]?.v ?? 0, size).all();
  const { origin } = new URL(c.req.url);
  const has_more = results.length > size;
  const rows = results.slice(0, size);
  const cursor = (row) => row && btoa(JSON.stringify({ o: "id", v: row.id })).replaceAll("=", "");
  const [before_cursor, after_cursor] = [cursor(rows[0]), cursor(rows.at(-1))];
  const link = (direction, at) => `${origin}/api/v2/users.json?page%5B${direction}%5D=${at}&page%5Bsize%5D=${size}`;
  return c.json({
    users: rows.map((row) => shown(row, origin)),
    meta: { has_more, after_cursor, before_cursor },
    links: { prev: link("before", before_cursor), next: has_more ? link("after", after_cursor) : null },
  });
});

app.get("/api/v2/users/:file{[0-9]+\\.json}", async (c) => {
  const parsed = UserId.safeParse(c.req.param("file").replace(/\.json$/, ""));
  const row = parsed.success && (await selectOne(c.env.DB, parsed.data).first());
  if (!row) return c.json({ error: "RecordNotFound" }, 404);
  return c.json({ user: shown(row, new URL(c.req.url).origin) });
});

const LOCALE_IDS = { es: 2, de: 8, "zh-TW": 9, "zh-CN": 10, fr: 16, "pt-BR": 19, it: 22, ru: 27, ar: 66, ja: 67, ko: 69 };

/** A row as Zendesk's API shows a user. */
const shown = (row, origin) => ({
  id: row.id,
  url: `${origin}/api/v2/users/${row.id}.json`,
  name: row.name,
  email: row.email,
  created_at: row.created_at,
  updated_at: row.updated_at,
  time_zone: row.time_zone,
  iana_time_zone: row.iana_time_zone,
  phone: row.phone,
  shared_phone_number: row.phone === null ? null : !row.own_phone,
  photo: null,
  locale_id: LOCALE_IDS[row.locale] ?? 1,
  locale: row.locale,
  organization_id: row.organization_id,
  role: row.role,
  verified: !!row.verified,
  external_id: row.external_id,
  tags: JSON.parse(row.tags),
  alias: null,
  active: !!row.active,
  shared: false,
  shared_agent: false,
  last_login_at: null,
  two_factor_auth_enabled: false,
  signature: null,
  details: row.details,
  notes: row.notes,
  role_type: row.role_type,
  custom_role_id: null,
  moderator: row.role === "admin",
  ticket_restriction: row.ticket_restriction,
  only_private_comments: row.role_type === 1,
  restricted_agent: row.ticket_restriction !== null || row.role === "end-user",
  suspended: !!row.suspended,
  default_group_id: null,
  report_csv: row.role === "admin",
  user_fields: {},
});

export default app;
