// Trunk's post_build hook: packs the modules, bundles the element around them, and leaves in Trunk's staging folder what
// is served and nothing else.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { pack } from "../pack.mjs";

const staging = process.env.TRUNK_STAGING_DIR;
const here = new URL(".", import.meta.url).pathname;
/** Where modules.ts imports them from; made anew each time, and not kept in git. */
const modules = join(here, "../modules");

/** The modules, and the classes of each that the element uses. */
const MODULES = { add: ["Mounted"], profile: ["Mounted", "Asked"] };

rmSync(modules, { recursive: true, force: true });
mkdirSync(modules);
for (const [name, classes] of Object.entries(MODULES)) {
  for (const file of [`${name}.js`, `${name}_bg.wasm`]) renameSync(join(staging, file), join(modules, file));
  pack(modules, name, classes);
}
execFileSync("cargo", ["run", "--quiet", "--package", "usher-app", "--features", "texts", "--bin", "texts", "--", modules], { stdio: "inherit", env: native() });
const page = join(staging, "index.html");
writeFileSync(page, readFileSync(page, "utf8").replaceAll(/ *<!-- Each module.*-->\n| *<link data-trunk.*>\n/g, ""));
for (const file of readdirSync(staging)) if (file !== "index.html") rmSync(join(staging, file), { recursive: true });

await build({
  entryPoints: { usher: join(here, "usher.ts"), frame: join(here, "frame.ts") },
  outdir: staging,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  entryNames: "[name]",
  chunkNames: "usher-[name]-[hash]",
  assetNames: "usher-[name]-[hash]",
  loader: { ".wasm": "file", ".json": "file" },
  plugins: [{ name: "css", setup: (made) => made.onLoad({ filter: /usher\.css$/ }, async ({ path }) => ({ contents: (await transform(readFileSync(path, "utf8"), { loader: "css", minify: true })).code.trim(), loader: "text" })) }],
});
// Addresses in the form that other people's bundlers know, so that they take the files along.
const script = join(staging, "usher.js");
writeFileSync(script, readFileSync(script, "utf8").replaceAll(/"(\.\/usher-[^"]+\.(?:wasm|json))"/g, 'new URL("$1",import.meta.url).href'));
// Under a name that stays, by which pages ask for it ahead of the script (docs/adr/0005-why-does-the-module-keep-its-name.md).
copyFileSync(join(modules, "add_bg.wasm"), join(staging, "usher.wasm"));
for (const file of ["frame.html", "frame.css"]) copyFileSync(join(here, file), join(staging, file));
copyFileSync(join(here, "_headers"), join(staging, "_headers"));

/** The environment without what builds for the browser: the list of texts is made by a program for this machine. */
function native() {
  const { RUSTFLAGS, RUSTC_BOOTSTRAP, ...env } = process.env;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("CARGO_UNSTABLE_")));
}
