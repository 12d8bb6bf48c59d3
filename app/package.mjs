// Lays out what `npm pack ./app` packs: the built element, its modules and its types in app/dist, and the licences
// beside package.json, where npm looks for them.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const [root, built, out] = [join(here, ".."), join(here, "../dist"), join(here, "dist")];

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
// The page of the frame stays behind: it comes from where Usher is, whose policy lets WebAssembly run.
for (const file of readdirSync(built)) if (/^usher.*\.(js|wasm|json)$/.test(file)) copyFileSync(join(built, file), join(out, file));
for (const file of readdirSync(root)) if (file.startsWith("LICENSE")) copyFileSync(join(root, file), join(here, file));

const types = mkdtempSync(join(tmpdir(), "usher-types-"));
const emit = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--stripInternal", "--outDir", types];
execFileSync(join(root, "node_modules/.bin/tsc"), ["--project", join(here, "element"), ...emit], { stdio: "inherit" });
for (const name of ["usher", "element", "add-customer", "customers", "events", "react"]) {
  // With their endings: Node's resolution finds nothing without.
  const text = readFileSync(join(types, `${name}.d.ts`), "utf8").replaceAll(/from "\.\/([\w-]+)"/g, 'from "./$1.js"');
  writeFileSync(join(out, `${name}.d.ts`), text);
}
rmSync(types, { recursive: true });
