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
const MODULES = { add: ["Mounted"], profile: ["Mounted"], sign_up: ["Mounted"], me: ["Mounted", "MountedMail"] };

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

const common = { outdir: staging, bundle: true, format: "esm", target: "es2022", minify: true, legalComments: "none", charset: "utf8" };
await build({
  ...common,
  entryPoints: { usher: join(here, "usher.ts"), frame: join(here, "frame.ts") },
  splitting: true,
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
// Usher's own pages for customers, each at its address without the ending. By itself, so that the element's script stays one file.
await build({ ...common, entryPoints: { page: join(here, "page.ts") } });
const PAGES = { "sign-up": ["Sign up", "sign_up"], request: ["Contact us", "sign_up"], "sign-in": ["Sign in", "me"], verify: ["Confirm your address", "me"], me: ["Your profile", "me"] };
const template = readFileSync(join(here, "page.html"), "utf8");
for (const [name, [title, module]] of Object.entries(PAGES)) {
  const file = readdirSync(staging).find((file) => file.startsWith(`usher-${module}_bg-`));
  writeFileSync(join(staging, `${name}.html`), template.replace("TITLE", title).replace("MODULE", file));
}
for (const file of ["frame.html", "frame.css", "page.css"]) copyFileSync(join(here, file), join(staging, file));
copyFileSync(join(here, "_headers"), join(staging, "_headers"));

/** The environment without what builds for the browser: the list of texts is made by a program for this machine. */
function native() {
  const { RUSTFLAGS, RUSTC_BOOTSTRAP, ...env } = process.env;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("CARGO_UNSTABLE_")));
}
