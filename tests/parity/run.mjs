// Asks the WebAssembly builds: `node run.mjs FOLDER` reads FOLDER/cases (a line a case) and the modules there, and writes
// FOLDER/{light,tables,profile}.verdicts, a line a verdict. `profile` is the module that ships; it judges drafts only.

import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(process.argv[2]);
const shipped = new URL("../../app/modules", import.meta.url).pathname;
const cases = readFileSync(join(folder, "cases"), "utf8").trimEnd().split("\n");

async function bring(folder, name) {
  const module = await import(join(folder, `${name}.js`));
  await module.default({ module_or_path: readFileSync(join(folder, `${name}_bg.wasm`)) });
  return module;
}

/** What a module that traps says; whatever it is asked next may be wrong, but the first disagreement is this one. */
function told(ask) {
  try {
    return ask();
  } catch (error) {
    return JSON.stringify({ trapped: String(error) });
  }
}

function write(name, ask) {
  writeFileSync(join(folder, `${name}.verdicts`), cases.map((line) => told(() => ask(line)) + "\n").join(""));
}

for (const name of ["light", "tables"]) {
  const { verdict } = await bring(folder, name);
  write(name, verdict);
}

/** A form as `GET /api/v1/form` answers it; who asks does not matter to a draft. */
const answer = (form) => ({ form, caller: { id: null, standing: "agent" }, strict_zendesk_rules: false });

const { check } = await bring(shipped, "profile");
write("profile", (line) => {
  const { draft } = JSON.parse(line);
  // The widget's form has no further addresses.
  if (!draft || draft.typed.more.length) return "null";
  const { texts, organization_id, user_fields } = draft.typed;
  const own = draft.form.user_fields.flatMap(({ key }, at) => [key, user_fields[at]]);
  return JSON.stringify(check(JSON.stringify([...texts, organization_id, null, ...own]), answer(draft.form)));
});
