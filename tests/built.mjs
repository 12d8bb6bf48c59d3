// What is built, as Miniflare starts it: the Workers that wrangler.toml and demo/wrangler.toml name.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import wrangler from "wrangler";

export const root = fileURLToPath(new URL("..", import.meta.url));
const text = (file) => readFileSync(join(root, file), "utf8");

/** A Worker with its bindings, as wrangler reads them; modules are named as they are imported. */
function worker(config, modules) {
  const { workerOptions } = wrangler.unstable_getMiniflareWorkerOptions(join(root, config));
  const { name } = wrangler.unstable_readConfig({ config: join(root, config) });
  return { ...workerOptions, name, modulesRoot: root, modules: modules.map(([type, file]) => ({ type, path: join(root, file) })) };
}

/** Usher as it is deployed, with what `make dev` gives it in place of a deployment's own; this process's variables go first. */
export function usher() {
  const { ratelimits, ...built } = worker("wrangler.toml", [["ESModule", "worker/build/index.js"], ["CompiledWasm", "worker/build/index_bg.wasm"]]);
  const local = [...text("demo/local.env").matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
  const bindings = { ...built.bindings, FORM_LEAST_MS: "0", ...Object.fromEntries(local) };
  const counted = Object.keys(ratelimits).map((name) => [ratelimits[name].simple, name.replace("LIMITER", "LIMIT")]);
  for (const [, variable] of counted) bindings[variable] = "100000";
  for (const name of Object.keys(bindings)) bindings[name] = process.env[name] ?? bindings[name];
  for (const [simple, variable] of counted) simple.limit = Number(bindings[variable]);
  return { ...built, ratelimits, bindings };
}

/** The demo portal, behind which `make dev` serves it. */
export const portal = () => worker("demo/wrangler.toml", [["ESModule", "demo/portal.js"], ["Text", "demo/portal.html"]]);

/** The migrations and the demo's account. */
export function schema() {
  const migrations = readdirSync(join(root, "worker/migrations")).filter((file) => file.endsWith(".sql"));
  return [...migrations.sort().map((file) => text(`worker/migrations/${file}`)), text("demo/seed.sql")];
}
