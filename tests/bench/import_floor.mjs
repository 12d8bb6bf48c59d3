// The floor of imports: the rows that Usher writes for a call of create_many, by one multi-row insert a table in one batch.
// No rules, no authorisation, no look at what is taken, no job.

import { newId } from "./statements.mjs";

const rows = (columns) => `SELECT ${columns.map((_, at) => `value ->> ${at}`)} FROM json_each(?1)`;
const insert = (table, columns) => `INSERT INTO ${table} (${columns}) ${rows(columns)}`;

const TABLES = {
  users: ["id", "name", "name_normal_form", "role", "ticket_restriction", "phone", "locale", "time_zone", "iana_time_zone", "added_by", "created_at", "updated_at"],
  organization_memberships: ["id", "user_id", "organization_id", "is_default", "created_at", "updated_at"],
  identities: ["id", "user_id", "type", "value", "normal_form", "is_primary", "verified", "deliverable_state", "created_at", "updated_at"],
  audit_log: ["id", "at", "actor_id", "action", "target_id", "request_id", "detail"],
};

export default {
  async fetch(request, { DB }) {
    if (request.method !== "POST") return new Response("ok");
    const { users } = await request.json();
    const now = `${new Date().toISOString().slice(0, 19)}Z`;
    const of = { users: [], organization_memberships: [], identities: [], audit_log: [] };
    for (const { name, email, phone, organization_id } of users) {
      const id = newId();
      of.users.push([id, name, name.toLowerCase(), "end-user", "requested", phone, "en-US", "America/New_York", "America/New_York", 102, now, now]);
      of.organization_memberships.push([newId(), id, organization_id, 1, now, now]);
      of.identities.push([newId(), id, "email", email, email, 1, 0, "deliverable", now, now], [newId(), id, "phone_number", phone, phone, 1, 0, "deliverable", now, now]);
      of.audit_log.push([newId(), now, 102, "user.created", id, "request", '{"fields":["name","email","phone","organization"],"entry_point":"api"}']);
    }
    const inserts = Object.entries(TABLES).map(([table, columns]) => DB.prepare(insert(table, columns)).bind(JSON.stringify(of[table])));
    const ids = JSON.stringify(of.users.map(([id]) => id));
    // Each user comes into the search index with every row of theirs, or, as Usher has it, once.
    const once = new URL(request.url).searchParams.has("once");
    const due = DB.prepare("INSERT INTO search_due SELECT value FROM json_each(?1)").bind(ids);
    const done = DB.prepare("DELETE FROM search_due WHERE user_id IN (SELECT value FROM json_each(?1))").bind(ids);
    await DB.batch(once ? [due, ...inserts, done] : inserts);
    return Response.json({ count: users.length });
  },
};
