// Serves what is built, for the tests: `node tests/serve.mjs FOLDER` keeps the data in FOLDER, and the port in
// FOLDER/port once it listens. It serves what `make dev` does, without wrangler in between, whose proxy answers by itself
// (500, 503) where a connection breaks, and whose watcher starts the Worker anew when a source is saved.

import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { portal, schema, usher } from "./built.mjs";

const state = process.argv[2];
const data = join(state, "v3");
const fresh = !existsSync(data);

const miniflare = new Miniflare({
  workers: [{ ...portal(), unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] }, usher()],
  defaultPersistRoot: data,
  // Else it would be asked for.
  cf: false,
  handleRuntimeStdio: (out, err) => (out.pipe(process.stdout), err.pipe(process.stderr)),
});
await miniflare.ready;
if (fresh) {
  const database = await miniflare.getD1Database("DB", "usher");
  for (const sql of schema()) await database.prepare(sql).run();
}
// workerd strikes no clock by itself.
process.on("SIGUSR1", async () => (await miniflare.getWorker("usher")).scheduled({ cron: "* * * * *" }));
const { port } = await miniflare.unsafeGetDirectURL("usher-demo");
// Whole from the moment that it is there.
writeFileSync(join(state, "port.new"), port);
renameSync(join(state, "port.new"), join(state, "port"));
