// What the floor and the Hono Worker ask of D1: the inserts of worker/src/store word for word, and a user as a plain row.

const user = `INSERT INTO users (id, name, name_normal_form, role, role_type, ticket_restriction, phone, external_id, external_id_normal_form,
                            locale, time_zone, iana_time_zone, tags, details, notes, added_by, created_at, updated_at, custom_role_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?17, ?18)`;

const membership = `INSERT INTO organization_memberships (id, user_id, organization_id, is_default, created_at, updated_at)
             VALUES (?1, ?2, CAST(?4 AS INTEGER), 1, ?3, ?3)`;

const identity = `INSERT INTO identities
             (id, user_id, type, value, normal_form, is_primary, verified, verified_at, deliverable_state, created_at, updated_at)
         SELECT ?1, ?2, ?3, ?4, ?5, NOT EXISTS (SELECT 1 FROM identities WHERE user_id = ?2 AND type = ?3), ?8, iif(?8, ?7, NULL), ?6, ?7, ?7
         WHERE NOT EXISTS (SELECT 1 FROM identities WHERE type = ?3 AND normal_form = ?5 AND user_id = ?2)
           AND NOT (?9 AND EXISTS (SELECT 1 FROM identities WHERE type = ?3 AND normal_form = ?5 AND released = 0)
                       AND EXISTS (SELECT 1 FROM users WHERE id = ?2 AND phone = ?5))`;

const audit = "INSERT INTO audit_log (id, at, actor_id, action, target_id, request_id, detail) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7";

const begin = "INSERT INTO search_due SELECT value FROM json_each(?1)";
const end = "DELETE FROM search_due WHERE user_id IN (SELECT value FROM json_each(?1))";

/** The columns that the answer is made of. */
const columns = `u.id, u.name, u.role, u.role_type, u.ticket_restriction, u.phone, u.external_id, u.locale, u.time_zone, u.iana_time_zone,
    u.tags, u.details, u.notes, u.active, u.suspended, u.created_at, u.updated_at,
    (SELECT i.value FROM identities i WHERE i.user_id = u.id AND i.type = 'email' AND i.is_primary = 1) AS email,
    EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.verified = 1) AS verified,
    EXISTS (SELECT 1 FROM identities i WHERE i.type = 'phone_number' AND i.normal_form = u.phone AND i.user_id = u.id) AS own_phone,
    (SELECT m.organization_id FROM organization_memberships m WHERE m.user_id = u.id AND m.is_default = 1) AS organization_id`;
const one = `SELECT ${columns} FROM users u WHERE u.id = ?1`;
const page = `SELECT ${columns} FROM users u WHERE u.active = 1 AND u.id > ?1 ORDER BY u.id LIMIT ?2`;

let last = 0;
/** A new id in the manner of worker/src/runtime.rs. */
export const newId = () => (last = Math.max(last + 1, Date.now() * 1024));

/** The batch that adds a customer: eight statements, the last of which reads the row. */
export function addition(db, { id, name, address, number, organization, caller, request }) {
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  const run = (sql, ...values) => db.prepare(sql).bind(...values);
  const zone = "America/New_York";
  return [
    run(begin, JSON.stringify([id])),
    run(user, id, name, name.toLowerCase(), "end-user", null, "requested", number, null, null, "en-US", zone, zone, "[]", null, null, caller, now, null),
    run(membership, newId(), id, now, organization),
    run(identity, newId(), id, "email", address, address, "deliverable", now, false, false),
    run(identity, newId(), id, "phone_number", number, number, "deliverable", now, false, true),
    run(end, JSON.stringify([id])),
    run(audit, newId(), now, caller, "user.created", id, request, '{"fields":["name","email","phone","organization"],"entry_point":"api"}'),
    run(one, id),
  ];
}

export const selectOne = (db, id) => db.prepare(one).bind(id);
export const selectPage = (db, after, size) => db.prepare(page).bind(after, size + 1);
