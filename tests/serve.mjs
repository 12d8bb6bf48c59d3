// Serves what is built, for the tests: `node tests/serve.mjs FOLDER` keeps the data in FOLDER, and the port in
// FOLDER/port once it listens. It serves what `make dev` does, without wrangler in between, whose proxy answers by itself
// (500, 503) where a connection breaks, and whose watcher starts the Worker anew when a source is saved.

import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { serve } from "../demo/mailbox.mjs";
import { portal, root, schema, usher } from "./built.mjs";

const state = process.argv[2];
const data = join(state, "v3");
const fresh = !existsSync(data);

/** With USHER_SPY its database is one that tells what is asked of it (tests/d1_spy.mjs), and with USHER_HOLD asks first. */
function spied(worker) {
  if (!process.env.USHER_SPY) return [worker];
  const { d1Databases, ...rest } = worker;
  const bindings = { HOLD: process.env.USHER_HOLD ?? "" };
  const spy = { name: "d1-spy", modules: true, scriptPath: join(root, "tests/d1_spy.mjs"), d1Databases, bindings };
  return [{ ...rest, wrappedBindings: { DB: "d1-spy" } }, spy];
}

/** With USHER_HTTPS it is called as it is when deployed: by an address that begins so. */
function front() {
  if (!process.env.USHER_HTTPS) return portal();
  const script = `export default { fetch: (request, env) => env.USHER.fetch(request.url.replace("http:", "https:"), request) }`;
  const { modulesRoot, ...rest } = portal();
  return { ...rest, modules: true, script };
}

// Where workerd's `send_email` leaves mails.
process.env.TMPDIR = join(state, "tmp");
mkdirSync(process.env.TMPDIR, { recursive: true });
const mailbox = `http://127.0.0.1:${await serve(process.env.TMPDIR)}`;

const served = spied(usher());
const miniflare = new Miniflare({
  workers: [{ ...front(), bindings: { MAILBOX: mailbox }, unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] }, ...served],
  defaultPersistRoot: data,
  // Else it would be asked for.
  cf: false,
  handleRuntimeStdio: (out, err) => (out.pipe(process.stdout), err.pipe(process.stderr)),
});
await miniflare.ready;
if (fresh) {
  const database = await miniflare.getD1Database("DB", served.at(-1).name);
  for (const sql of schema()) await database.prepare(sql).run();
}
// workerd strikes no clock by itself.
process.on("SIGUSR1", async () => (await miniflare.getWorker("usher")).scheduled({ cron: "* * * * *" }));
const { port } = await miniflare.unsafeGetDirectURL("usher-demo");
// Whole from the moment that it is there.
writeFileSync(join(state, "port.new"), port);
renameSync(join(state, "port.new"), join(state, "port"));
