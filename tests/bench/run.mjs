// `make bench`: everything, or with `page`, `edge` or `import` a part of it.

import { availableParallelism, loadavg } from "node:os";
import { edge } from "./edge.mjs";
import { imports } from "./import.mjs";
import { page } from "./page.mjs";

const PARTS = { page, edge, import: imports };
const asked = process.argv.slice(2);
const started = performance.now();
console.log(`${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)} before the start. Ratios say more than times: what is compared ran in turns.`);
for (const [name, part] of Object.entries(PARTS)) if (!asked.length || asked.includes(name)) await part();
console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} seconds.`);
