// The widget's bytes are a budget: what the first view needs, each file compressed by itself (brotli 11).

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const LIMIT = 56_000;

const compressed = (file) => {
  const bytes = readFileSync(dist + file);
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;
};

const files = readdirSync(dist);
const file = (pattern) => files.find((name) => pattern.test(name)) ?? assert.fail(`no ${pattern} in dist`);

/** Holds the first view of an element under its limit. */
function hold(first, later) {
  // Code that the first view shares with others would be in a chunk that is not counted here.
  assert.deepEqual(files.filter((name) => /^usher-chunk/.test(name)), []);
  const sizes = (parts) => Object.entries(parts).map(([part, name]) => ({ part, bytes: compressed(name) }));
  const total = sizes(first).reduce((sum, { bytes }) => sum + bytes, 0);
  console.table([...sizes(first), { part: "first view", bytes: total }, ...sizes(later)]);
  assert.ok(total < LIMIT, `${total} bytes are over ${LIMIT}`);
}

it("the first view for adding a customer stays under its limit", () => {
  const first = { "elements, style, glue": "usher.js", "form, module": "usher.wasm" };
  hold(first, { "profile and rulebook, module": file(/^usher-profile_bg-.*\.wasm$/), "profile, glue": file(/^usher-profile-.*\.js$/), "one language": file(/^usher-add\.ar-.*\.json$/) });
});

it("the first view for signing up, and for a request, stays under its limit", () => {
  const first = { "elements, style, glue": "usher.js", "form, glue": file(/^usher-sign_up-.*\.js$/), "form, module": file(/^usher-sign_up_bg-.*\.wasm$/) };
  hold(first, { "mail and profile, module": file(/^usher-me_bg-.*\.wasm$/), "mail and profile, glue": file(/^usher-me-.*\.js$/), "one language": file(/^usher-customers\.ar-.*\.json$/) });
});
