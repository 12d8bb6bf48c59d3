// The npm package, packed and installed as anybody would, and used by a page in React 19.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { build } from "esbuild";
import { Widget, portal, root, stage, user } from "./support.mjs";

const run = promisify(execFile);
const NAME = "usher-add-customer";

describe("the npm package", () => {
  const on = stage();
  let project, packed;
  const installed = (file) => join(project, "node_modules", NAME, file);

  before(async () => {
    project = mkdtempSync(join(tmpdir(), "usher-project-"));
    [packed] = JSON.parse((await run("npm", ["pack", "./app", "--json", "--pack-destination", project], { cwd: root })).stdout);
    mkdirSync(installed("."), { recursive: true });
    await run("tar", ["-xzf", join(project, packed.filename), "--strip-components=1", "-C", installed(".")]);
    for (const other of ["react", "react-dom", "scheduler", "csstype", "@types"]) symlinkSync(join(root, "node_modules", other), join(project, "node_modules", other));
    writeFileSync(join(project, "package.json"), `{"type": "module"}`);
    cpSync(join(root, "tests/widget/react"), project, { recursive: true });
  });
  after(() => rmSync(project, { recursive: true, force: true }));

  /** What the type checker says of the project, nothing if it is content. */
  const objections = async () => (await run(join(root, "node_modules/.bin/tsc"), ["--project", project, "--preserveSymlinks"]).catch((failed) => failed)).stdout;

  it("has the element, its types and the licences, and nothing that runs on installing", () => {
    const files = packed.files.map(({ path }) => path);
    const kinds = [/^LICENSE-APACHE$/, /^LICENSE-MIT$/, /^README\.md$/, /^package\.json$/, /^server\.js$/, /^dist\/usher[\w.-]*\.(js|wasm|json)$/, /^dist\/(usher|element|add-customer|customers|events|react)\.d\.ts$/, /^LICENSE$/];
    assert.deepEqual(files.filter((file) => !kinds.some((kind) => kind.test(file))), []);
    assert.deepEqual(kinds.filter((kind) => !files.some((file) => kind.test(file))), []);
    // As many files as are served beside the script, none forgotten.
    const served = readdirSync(join(root, "dist")).filter((file) => file.startsWith("usher"));
    assert.deepEqual(readdirSync(installed("dist")).filter((file) => !file.endsWith(".d.ts")).sort(), served.sort());
    const { scripts, dependencies } = JSON.parse(readFileSync(installed("package.json"), "utf8"));
    assert.deepEqual([Object.keys(scripts), dependencies], [["prepack"], undefined]);
  });

  it("has the version of everything else", () => {
    const [, version] = /\[workspace\.package\]\nversion = "(.*)"/.exec(readFileSync(join(root, "Cargo.toml"), "utf8"));
    assert.equal(packed.version, version);
  });

  it("has types that take the page, and what the API answers, and refuse wrong use", async () => {
    assert.equal(await objections(), "");
    const page = readFileSync(join(project, "page.tsx"), "utf8");
    writeFileSync(join(project, "page.tsx"), page.replaceAll(/^ *\/\/ @ts-expect-error.*\n/gm, ""));
    const wrong = page.match(/@ts-expect-error:/g).length;
    assert.equal((await objections()).match(/error TS/g).length, wrong);
    writeFileSync(join(project, "page.tsx"), page);

    const answered = JSON.stringify(await user(on.usher.url, 204));
    const typed = (json) => writeFileSync(join(project, "user.ts"), `import type { User } from "${NAME}";\nexport const user: User = ${json};\n`);
    typed(answered);
    assert.equal(await objections(), "");
    // All keys, and no other.
    typed(answered.replace('"notes"', '"remarks"'));
    assert.match(await objections(), /remarks/);
    typed(answered.replace(/"notes":[^,]*,/, ""));
    assert.match(await objections(), /notes/);
    rmSync(join(project, "user.ts"));
  });

  it("can be imported where a server renders the page", async () => {
    writeFileSync(join(project, "server.mjs"), `import "${NAME}"; import "${NAME}/react";
      import { createElement } from "react"; import { renderToString } from "react-dom/server";
      console.log(renderToString(createElement("${NAME}", { mode: "inline", "organization-id": 301, light: true, getToken() {} })));`);
    const { stdout } = await run("node", [join(project, "server.mjs")]);
    assert.equal(stdout.trim(), `<${NAME} mode="inline" organization-id="301" light=""></${NAME}>`);
    // As many classes as a page gets.
    const { exports } = JSON.parse((await run("node", ["--input-type=module", "-e", `console.log(JSON.stringify({ exports: Object.keys(await import("${NAME}")) }))`], { cwd: project })).stdout);
    assert.deepEqual(exports, ["UsherAddCustomer", "UsherMe", "UsherRequest", "UsherSignUp"]);
  });

  it("adds a customer on a page in React", async () => {
    const out = join(project, "out");
    const script = `import { createElement } from "react"; import { createRoot } from "react-dom/client";
      import "${NAME}/react"; import { Page } from "./page.tsx";
      createRoot(document.querySelector("#root")).render(createElement(Page, { endpoint: document.body.dataset.usher }));`;
    const define = { "process.env.NODE_ENV": '"production"' };
    await build({ stdin: { contents: script, resolveDir: project }, outfile: join(out, "page.js"), bundle: true, format: "esm", jsx: "automatic", preserveSymlinks: true, define, logLevel: "error" });
    // esbuild leaves addresses as they are (others take the files along): they are beside the bundle.
    for (const file of readdirSync(installed("dist"))) if (/\.(wasm|json)$/.test(file)) cpSync(installed(`dist/${file}`), join(out, file));

    const html = () => `<!doctype html><html lang="en"><title>Portal</title><body data-usher="${on.usher.url}"><div id="root"></div><script type="module" src="/page.js"></script></html>`;
    const csp = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${on.usher.url}`;
    const site = await portal(on.usher.url, html, csp, out);
    const page = await on.browser.newPage();
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    await page.exposeFunction("portalToken", () => site.token());
    try {
      await page.goto(site.url);
      const widget = new Widget(page);
      await page.getByRole("button", { name: "New caller" }).click();
      assert.match(await widget.element.locator("label").first().textContent(), /Nombre/);
      await widget.element.getByRole("button", { name: "Cerrar" }).click();
      // A property that is taken back is as if it had never been set.
      await page.locator("#language").click();
      await page.locator("#open").click();
      assert.match(await widget.element.locator("label").first().textContent(), /Name/);
      await widget.field("name").fill("Rea Act");
      await widget.field("email").fill("rea@gmx.net");
      await widget.submit();
      const added = await page.waitForFunction(() => document.querySelector("#added").textContent);
      const stored = await user(on.usher.url, await added.jsonValue());
      assert.deepEqual([stored.name, stored.organization_id], ["Rea Act", 301]);
      assert.equal(await page.locator("#trouble").textContent(), "");
      assert.deepEqual(wrong, []);
    } finally {
      await page.close();
      site.stop();
    }
  });
});
