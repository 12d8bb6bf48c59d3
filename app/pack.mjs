// Makes a wasm-bindgen module small, beyond what wasm-opt and esbuild each see: exports that no page calls go (with
// what only they reach), then imports that are no longer there, then the long names that both sides share. And marks
// both halves, so that none is taken for the other half of another build.
//
// What it is worth: docs/adr/0004-why-rebuild-the-standard-library.md. Everything here is checked at build time; nothing is guessed.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What every browser has had for years, and no more (webassembly.org/features). */
const FEATURES = ["bulk-memory", "bulk-memory-opt", "mutable-globals", "multivalue", "nontrapping-float-to-int", "reference-types", "sign-ext"]
  .map((feature) => `--enable-${feature}`);

/**
 * @param {string} folder where wasm-bindgen's `NAME.js` and `NAME_bg.wasm` are; both are replaced
 * @param {string} name
 * @param {string[]} classes the exported classes that the element uses
 */
export function pack(folder, name, classes) {
  const work = mkdtempSync(join(tmpdir(), "usher-pack-"));
  const [glueFile, wasmFile] = [join(folder, `${name}.js`), join(folder, `${name}_bg.wasm`)];
  const glue = withoutOtherStarts(withoutClasses(readFileSync(glueFile, "utf8"), classes));

  const graph = [{ name: "page", root: true, reaches: [] }];
  for (const used of new Set([...glue.matchAll(/\bwasm\.(\w+)/g)].map((match) => match[1]))) {
    graph[0].reaches.push(used);
    graph.push({ name: used, export: used });
  }
  writeFileSync(join(work, "graph.json"), JSON.stringify(graph));
  run("wasm-metadce", [...FEATURES, wasmFile, "--graph-file", join(work, "graph.json"), "-o", join(work, "reached.wasm")]);

  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  // Flat code shows wasm-opt more of what is alike (-350 B, brotli). Small offsets may be folded into addresses where
  // nothing is in the first KiB (-200 B).
  leavesLowMemory(join(work, "reached.wasm"));
  const flat = ["--flatten", "--rereloop", "-Oz"];
  const optimise = ["--low-memory-unused", ...flat, ...flat, "-Oz", ...strip, "--minify-imports-and-exports-and-modules"];
  const names = JSON.parse(run("wasm-opt", [...FEATURES, join(work, "reached.wasm"), ...optimise, "-o", wasmFile]));
  const packed = renamed(withoutImports(glue, names.imports), names);
  const build = createHash("sha256").update(packed).update(readFileSync(wasmFile)).digest("hex").slice(0, 8);
  writeFileSync(glueFile, `${packed}export const build = "${build}";\n`);
  appendFileSync(wasmFile, emptySection(build));
  rmSync(work, { recursive: true });
}

/** The linker puts the stack before the data: its far end is all that is in the first KiB. */
function leavesLowMemory(file) {
  const starts = [...run("wasm-dis", [...FEATURES, file]).matchAll(/^ \(data [^(]*\(i32\.const (\d+)\)/gm)].map(([, start]) => Number(start));
  if (!starts.length || starts.some((start) => start < 1024)) throw new Error(`${file} has data at ${starts}`);
}

/** A custom section that is only a name: WebAssembly's core specification, 5.5.3. */
function emptySection(name) {
  return Uint8Array.of(0, name.length + 1, name.length, ...Buffer.from(name));
}

/** Takes out exported classes that the page does not use, with their finalizers. */
function withoutClasses(glue, kept) {
  for (const [, name] of glue.matchAll(/^export class (\w+) \{/gm)) {
    if (kept.includes(name)) continue;
    glue = glue
      .replace(new RegExp(`^export class ${name} \\{[\\s\\S]*?^\\}\\n`, "m"), "")
      .replace(new RegExp(`^if \\(Symbol\\.dispose\\) ${name}\\..*\\n`, "m"), "")
      .replace(new RegExp(`^const ${name}Finalization = [\\s\\S]*?;\\n`, "m"), "");
    if (new RegExp(`\\b${name}(Finalization)?\\b`).test(glue)) throw new Error(`${name} is still used by the glue`);
  }
  return glue;
}

/** Takes out the ways to start the module that the page does not go: it hands over a module that is compiled. */
function withoutOtherStarts(glue) {
  const taken = [
    /^function initSync\([\s\S]*?^\}\n/m,
    /(?<=^export \{ )initSync, /m,
    / else \{\n +console\.warn\('using deprecated[^\n]*\n +\}/,
    // Bundlers would look for the file under the name that it had before it was packed.
    /^    if \(module_or_path === undefined\) \{[\s\S]*?^    \}\n/m,
    /^    if \(typeof module_or_path === 'string'[\s\S]*?^    \}\n/m,
    /^    if \(typeof Response === 'function' && module instanceof Response\) \{[\s\S]*?^    \} else (?=\{)/m,
    /^\n    function expectedResponseType\([\s\S]*?^    \}\n/m,
  ];
  return taken.reduce((left, pattern) => {
    if (!pattern.test(left)) throw new Error(`${pattern} is not in the glue`);
    return left.replace(pattern, "");
  }, glue);
}

/** Takes out the entries of the import object that the module no longer imports. */
function withoutImports(glue, imports) {
  const kept = new Set(imports.map(([, long]) => long));
  return glue.replace(/^        (\w+): (?:function|WebAssembly)[\s\S]*?(?<=\},|\); \},|JSTag,)\n(?=        \w|    \};)/gm, (entry, name) => (kept.has(name) ? entry : ""));
}

/** The short names of the module, in the glue. All imports come from one module, which wasm-opt calls `a`. */
function renamed(glue, { imports, exports }) {
  const replace = (pattern, replacement) => {
    if (!pattern.test(glue)) throw new Error(`${pattern} is not in the glue`);
    glue = glue.replaceAll(new RegExp(pattern, "gm"), replacement);
  };
  replace(/"\.\/\w+_bg\.js": import0/, '"a": import0');
  for (const [, long, short] of imports) replace(new RegExp(`^        ${long}: `, "m"), `        ${JSON.stringify(short)}: `.replaceAll("$", "$$$$"));
  for (const [long, short] of exports) replace(new RegExp(`\\bwasm\\.${long}\\b`, "m"), `wasm[${JSON.stringify(short)}]`.replaceAll("$", "$$$$"));
  return glue;
}

function run(tool, args) {
  return execFileSync(tool, args, { encoding: "utf8", maxBuffer: 1 << 26 });
}
