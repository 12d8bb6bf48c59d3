// As much of Cloudflare's API as wrangler asks for when it deploys Usher, so that the real wrangler can be run. The
// database runs its SQL, and what was uploaded is what serves, in workerd. What Cloudflare would answer is written after
// what wrangler reads.

import { createServer } from "node:http";
import { Miniflare } from "miniflare";
import wrangler from "wrangler";

const HOST = "usher.acme.workers.dev";
const API = "/client/v4";
const NO_WORKER = { status: 404, code: 10007, message: "This Worker does not exist on your account." };
const STAGE = { d1Databases: { DB: "usher" }, queueProducers: { JOBS: "usher-jobs", OUTBOX: "usher-outbox", WEBHOOKS: "usher-webhooks" }, queueConsumers: Object.fromEntries(["jobs", "outbox", "webhooks"].map((name) => [`usher-${name}`, { maxBatchTimeout: 0 }])), email: { send_email: [{ name: "MAIL" }] }, handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.resume()) };
// What serves before anything is deployed.
const NOTHING = { modules: true, script: "export default { fetch: () => new Response(null, { status: 503 }) }" };

export class Cloudflare {
  token = "token-of-an-account";
  accounts = [{ id: "a".repeat(32), name: "Acme" }];
  databases = [];
  namespaces = [];
  queues = [];
  crons = [];
  secrets = {};
  /** Each Worker that was uploaded: `metadata` and `modules`; and the contents of all assets, as bytes. */
  uploads = [];
  assets = [];
  /** Requests that this could not answer. */
  unknown = [];
  /** `true` for a request (method, path, body) that is carried out and never answered, because `interrupt` is called. */
  interruptsAt = () => false;
  interrupt = () => {};
  /** Requests with this in their path fail. */
  failing = "\0";

  static async start() {
    const cloudflare = new Cloudflare();
    cloudflare.edge = new Miniflare({ ...STAGE, ...NOTHING });
    cloudflare.server = createServer((request, response) => cloudflare.#receive(request, response).catch((error) => response.destroy(error)));
    await new Promise((resolve) => cloudflare.server.listen(0, "127.0.0.1", resolve));
    cloudflare.url = `http://127.0.0.1:${cloudflare.server.address().port}`;
    return cloudflare;
  }

  async stop() {
    this.server.closeAllConnections();
    this.server.close();
    await this.edge.dispose();
  }

  /** Runs SQL as whoever has the account could; the rows of each statement. */
  async sql(text) {
    const database = await this.edge.getD1Database("DB");
    const results = await database.batch(wrangler.unstable_splitSqlQuery(text).map((query) => database.prepare(query)));
    return results.map(({ results }) => results);
  }

  /** Asks the deployed Worker. */
  ask(path, token, init = {}) {
    return this.edge.dispatchFetch(`https://${HOST}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
  }

  async #receive(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method, url: path, headers } = request;
    const answer = path.startsWith(API) ? await this.#api(method, path.slice(API.length), headers, body) : await this.#serve(method, path, headers, body);
    if (this.interruptsAt(method, path, String(body))) return this.interrupt();
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(answer.body);
  }

  async #serve(method, path, { authorization }, body) {
    const init = method === "GET" ? {} : { method, body, headers: { "content-type": "application/json" } };
    const answer = await this.ask(path, authorization?.replace("Bearer ", ""), init);
    return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
  }

  async #api(method, path, { authorization, "content-type": type }, body) {
    const known = [this.token, "jwt"].some((token) => authorization === `Bearer ${token}`);
    if (!known) return envelope({ status: 401, code: 10000, message: "Authentication error" });
    if (path.includes(this.failing)) return envelope({ status: 400, code: 10013, message: "An unknown error has occurred." });
    const what = `${method} ${path.replace(/\?.*/, "").replace(/\/accounts\/[0-9a-f]+/, "")}`;
    const route = ROUTES.find(([pattern]) => pattern.test(what));
    if (!route) {
      this.unknown.push(what);
      return envelope({ status: 404, code: 7003, message: `Could not route to ${path}` });
    }
    const form = () => new Response(body, { headers: { "content-type": type } }).formData();
    const asked = { json: () => JSON.parse(body), form, query: new URLSearchParams(path.split("?")[1]), queue: this.queues.find(({ queue_id: id }) => what.includes(id)) };
    const result = await route[1](this, asked).catch(refusal);
    // Everything is on the first page; clients read on until one is empty.
    return envelope(Array.isArray(result) && /[?&]page=([2-9])/.test(path) ? [] : result);
  }

  get worker() {
    return this.uploads.at(-1);
  }

  /** Secrets stay from one upload to the next, as Cloudflare's do. */
  async upload(form) {
    const metadata = JSON.parse(await asText(form.get("metadata")));
    const modules = [];
    for (const [path, part] of form) {
      if (path === "metadata") continue;
      const contents = Buffer.from(await part.arrayBuffer());
      modules.push(path.endsWith(".wasm") ? { type: "CompiledWasm", path, contents } : { type: "ESModule", path, contents: String(contents) });
    }
    modules.sort(({ path }) => (path === metadata.main_module ? -1 : 1));
    for (const { type, name, text } of metadata.bindings) if (type === "secret_text") this.secrets[name] = text;
    const named = (kind, value) => Object.fromEntries(metadata.bindings.filter(({ type }) => type === kind).map((binding) => [binding.name, value(binding)]));
    const vars = named("plain_text", ({ text }) => text);
    const ratelimits = named("ratelimit", ({ simple }) => ({ simple }));
    this.uploads.push({ metadata, modules });
    await this.edge.setOptions({ ...STAGE, modules, compatibilityDate: metadata.compatibility_date, bindings: { ...this.secrets, ...vars }, ratelimits });
    return { id: "worker", etag: "etag", deployment_id: "d".repeat(32), startup_time_ms: 1, resources: { script: { etag: "etag" } } };
  }
}

const ROUTES = [
  [/^GET \/accounts$/, async (cloudflare) => cloudflare.accounts],
  [/^GET \/user$/, async () => ({ email: "ada@acme.com" })],
  [/^GET \/user\/tokens\/verify$/, async () => ({ status: "active" })],
  [/^GET \/memberships$/, async (cloudflare) => cloudflare.accounts.map((account) => ({ account }))],

  [/^GET \/d1\/database$/, async (cloudflare) => cloudflare.databases],
  [/^POST \/d1\/database$/, async (cloudflare, { json }) => add(cloudflare.databases, { name: json().name, uuid: `0000000${cloudflare.databases.length + 1}-0000-4000-8000-000000000000` })],
  [/^POST \/d1\/database\/00000001-[-0-9]+\/query$/, async (cloudflare, { json }) => {
    const results = await cloudflare.sql(json().sql).catch((error) => { throw { status: 400, code: 7500, message: error.message }; });
    return results.map((rows) => ({ results: rows, success: true, meta: { duration: 1 } }));
  }],

  [/^GET \/storage\/kv\/namespaces$/, async (cloudflare) => cloudflare.namespaces],
  [/^POST \/storage\/kv\/namespaces$/, async (cloudflare, { json }) => add(cloudflare.namespaces, { title: json().title, id: "b".repeat(32) })],

  [/^GET \/queues$/, async ({ queues }, { query }) => queues.filter(({ queue_name: name }) => !query.has("name") || query.getAll("name").includes(name))],
  [/^POST \/queues$/, async (cloudflare, { json }) => add(cloudflare.queues, { queue_name: json().queue_name, queue_id: `${cloudflare.queues.length}`.padStart(32, "c"), consumers: [], producers: [] })],
  [/^POST \/queues\/c+\d\/consumers$/, async (cloudflare, { json, queue }) => add(queue.consumers, { consumer_id: "e".repeat(32), type: "worker", script: json().script_name, settings: json().settings })],
  [/^PUT \/queues\/c+\d\/consumers\/e+$/, async (cloudflare, { json, queue }) => Object.assign(queue.consumers[0], { settings: json().settings })],

  [/^GET \/workers\/scripts\/usher\/secrets$/, async (cloudflare) => {
    if (!cloudflare.worker) throw NO_WORKER;
    return Object.keys(cloudflare.secrets).map((name) => ({ name, type: "secret_text" }));
  }],
  [/^GET \/workers\/services\/usher$/, async (cloudflare) => {
    if (!cloudflare.worker) throw { ...NO_WORKER, code: 10090 };
    return { default_environment: { script: { tag: "tag", tags: [], last_deployed_from: "wrangler" } } };
  }],
  [/^GET \/workers\/scripts\/usher\/settings$/, async () => ({ bindings: [] })],
  [/^PATCH \/workers\/scripts\/usher\/script-settings$/, async () => ({})],
  [/^GET \/workers\/scripts\/usher\/deployments$/, async (cloudflare) => {
    if (!cloudflare.worker) throw NO_WORKER;
    return { deployments: [] };
  }],
  [/^PUT \/workers\/scripts\/usher\/schedules$/, async (cloudflare, { json }) => ({ schedules: (cloudflare.crons = json()) })],
  [/^POST \/workers\/scripts\/usher\/deployments$/, async () => ({})],
  [/^POST \/workers\/scripts\/usher\/assets-upload-session$/, async (_, { json }) => ({ jwt: "jwt", buckets: [Object.values(json().manifest).map(({ hash }) => hash)] })],
  [/^POST \/workers\/assets\/upload$/, async (cloudflare, { form }) => {
    for (const [, part] of await form()) cloudflare.assets.push(Buffer.from(await asText(part), "base64"));
    return { jwt: "jwt" };
  }],
  [/^(PUT \/workers\/scripts\/usher|POST \/workers\/scripts\/usher\/versions)$/, async (cloudflare, { form }) => cloudflare.upload(await form())],
  [/^(GET|POST) \/workers\/scripts\/usher\/subdomain$/, async () => ({ enabled: true, previews_enabled: true })],
  [/^GET \/workers\/subdomain$/, async () => ({ subdomain: HOST.split(".")[1] })],
];

const add = (list, item) => (list.push(item), item);
const asText = async (part) => (typeof part === "string" ? part : await part.text());

/** What a route throws, told as the API tells it. Anything else is a mistake in this file. */
function refusal(refusal) {
  if (refusal.code === undefined) throw refusal;
  return refusal;
}

function envelope(result) {
  const { status, code, message } = result;
  const info = { page: 1, per_page: 1000, count: result.length, total_count: result.length };
  const body = code
    ? { success: false, errors: [{ code, message }], messages: [], result: null }
    : { success: true, errors: [], messages: [], result, result_info: info };
  return { status: code ? status : 200, body: JSON.stringify(body) };
}
