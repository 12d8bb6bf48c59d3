// A directory of made-up customers, the same for the same number: names of several languages, some of which many have, addresses,
// numbers, organizations and who is in them. The migrations' own triggers index each; ids are as shared/src/value/id.rs makes them.

const EPOCH_MS = 1_767_225_600_000;
const PER_MILLISECOND = 4096;
/** One customer in twenty seconds: a million in 231 days. */
const APART_MS = 20_000;
/** Customers a batch. */
const TOGETHER = 2_000;
/** Customers for each organization. */
const TO_ONE = 100;
/** Every so manieth customer is in the first organization, which is the largest. */
const IN_LARGEST = 20;

const LATIN = ["ana maria john grace li yuki omar olga priya thanh james laura peter sofia david emma lucas nina", "garcia smith okafor wang tanaka haddad ivanova sharma nguyen mueller jones brown silva rossi novak kim lopez davis"];
const NAMES = [
  LATIN,
  ["José María Lucía Íñigo Begoña Ángel Inés Raúl", "García Muñoz Peña Núñez Díaz Ibáñez Álvarez Gómez"],
  ["伟 芳 小明 秀英 娜 敏 静 强", "王 李 张 刘 陈 杨 黄 赵"],
  ["太郎 花子 陽菜 蓮 美咲 翔 結衣 大輔", "田中 佐藤 鈴木 高橋 渡辺 伊藤 山本 中村"],
  ["علي فاطمة محمد عائشة يوسف مريم", "حسن إبراهيم خالد سعيد العلي منصور"],
  ["Ольга Иван Анна Сергей Мария Дмитрий", "Иванова Петров Смирнов Кузнецов Попов Соколов"],
].map((parts) => parts.map((names) => names.split(" ")));
const SYLLABLES = "ba bel cor dan del eri fa gon hal ina jor kal lin mar nov ola pet qui ros sal tam ulf ven wil xan yor zel".split(" ");
/** Who has none of a list has a name of their own. */
const syllables = (n) => [1, 27, 729].map((place) => SYLLABLES[Math.floor(n / place) % SYLLABLES.length]).join("");

/** Without chance: the same number gives the same, and neighbours have nothing in common. */
function mixed(n, salt) {
  let hash = Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  return (hash ^ (hash >>> 15)) >>> 0;
}

const pick = (list, number) => list[number % list.length];
/** The first of a list have more than the last: a quarter of all have the first of sixteen. */
const favour = (list, number) => list[Math.floor(list.length * (number / 2 ** 32) ** 2)];

export const id = (n) => (1 + n * APART_MS) * PER_MILLISECOND + (mixed(n, 0) % PER_MILLISECOND);
export const organizationId = (n) => 1_000_000 + n;
const capital = (word) => word[0].toUpperCase() + word.slice(1);

/** The customer number `n`, from 0 on. */
export function person(n) {
  const [given, family] = mixed(n, 1) % 2 ? NAMES[0] : pick(NAMES, mixed(n, 2));
  const own = mixed(n, 3) % 3 === 0;
  const last = own ? syllables(mixed(n, 4)) : favour(family, mixed(n, 4));
  const name = `${capital(favour(given, mixed(n, 5)))} ${capital(last)}`;
  const [latinGiven, latinFamily] = NAMES[0];
  const local = `${favour(latinGiven, mixed(n, 5))}.${own ? last : favour(latinFamily, mixed(n, 4))}.${n.toString(36)}`;
  const organization = n % IN_LARGEST === 0 ? 0 : mixed(n, 6) % 5 < 3 ? 1 + Math.floor(n / TO_ONE) : null;
  const domain = organization === null ? pick(["mailbox.example", "post.example", "webmail.example"], mixed(n, 7)) : `${domainOf(organization)}`;
  const number = mixed(n, 8) % 5 < 3 ? pick(["+1212", "+1646", "+44207", "+4930", "+86138", "+34611"], mixed(n, 9)) + String(2_000_000 + n) : null;
  return { id: id(n), name, normal_form: name.normalize("NFC").toLowerCase(), address: `${local}@${domain}`, number, organization };
}

const domainOf = (organization) => `${syllables(mixed(organization, 10))}${organization}.example`;

const rows = (columns) => `SELECT ${columns.map((_, at) => `value ->> ${at}`)} FROM json_each(?1)`;
const insert = (table, columns) => `INSERT INTO ${table} (${columns}) ${rows(columns)}`;
const INSERTS = {
  users: insert("users", ["id", "name", "name_normal_form", "role", "ticket_restriction", "phone", "external_id", "external_id_normal_form", "locale", "time_zone", "iana_time_zone", "tags", "notes", "created_at", "updated_at"]),
  identities: insert("identities", ["id", "user_id", "type", "value", "normal_form", "is_primary", "verified", "deliverable_state", "created_at", "updated_at"]),
  memberships: insert("organization_memberships", ["id", "user_id", "organization_id", "is_default", "created_at", "updated_at"]),
  audit: insert("audit_log", ["id", "at", "actor_id", "action", "target_id", "request_id", "detail"]),
  organizations: insert("organizations", ["id", "name", "name_normal_form", "created_at", "updated_at"]),
};
const AT = "2026-01-01T00:00:00Z";
const REQUEST = "00000000-0000-4000-8000-000000000000";

/** Puts so many customers into a database that has the migrations. */
export async function populate(database, customers) {
  const bound = (sql, values) => database.prepare(sql).bind(JSON.stringify(values));
  const many = 1 + Math.ceil(customers / TO_ONE);
  for (let first = 0; first < many; first += TOGETHER) {
    const numbers = Array.from({ length: Math.min(TOGETHER, many - first) }, (_, index) => first + index);
    const name = (n) => `${capital(syllables(mixed(n, 10)))} ${pick(["Trading", "Logistics", "Bank", "Foods", "Health"], n)} ${n}`;
    await bound(INSERTS.organizations, numbers.map((n) => [organizationId(n), name(n), name(n).toLowerCase(), AT, AT])).run();
  }
  for (let first = 0; first < customers; first += TOGETHER) {
    const length = Math.min(TOGETHER, customers - first);
    await database.batch(batch(bound, Array.from({ length }, (_, index) => first + index)));
  }
}

function batch(bound, numbers) {
  const of = { users: [], identities: [], memberships: [], audit: [] };
  for (const n of numbers) {
    const { id, name, normal_form, address, number, organization } = person(n);
    const at = `${new Date(EPOCH_MS + Math.floor(id / PER_MILLISECOND)).toISOString().slice(0, 19)}Z`;
    const external = n % 2 ? `crm-${n}` : null;
    const notes = n % 4 ? null : "Prefers a call in the morning.";
    of.users.push([id, name, normal_form, "end-user", "requested", number, external, external, "en-US", "America/New_York", "America/New_York", n % 4 ? "[]" : '["vip"]', notes, at, at]);
    const identity = (nth, type, value) => of.identities.push([id + nth, id, type, value, value, 1, n % 3 ? 0 : 1, "deliverable", at, at]);
    identity(1, "email", address);
    if (number) identity(2, "phone_number", number);
    of.audit.push([id + 4, at, 102, "user.created", id, REQUEST, '{"fields":["name","email","phone","organization"],"entry_point":"api"}']);
    if (organization !== null) of.memberships.push([id + 3, id, organizationId(organization), 1, at, at]);
  }
  // Each user comes into the search index once.
  const ids = of.users.map(([id]) => id);
  return [
    bound("INSERT INTO search_due SELECT value FROM json_each(?1)", ids),
    ...Object.entries(of).map(([table, values]) => bound(INSERTS[table], values)),
    bound("DELETE FROM search_due WHERE user_id IN (SELECT value FROM json_each(?1))", ids),
  ];
}
