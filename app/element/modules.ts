// The WebAssembly modules and the languages, each brought once, when it is needed.

import type { Host } from "./host";
import type { Language } from "./labels";
import addWasm from "../modules/add_bg.wasm";
import rulesWasm from "../modules/rules_bg.wasm";
import ar from "../modules/add.ar.json";
import es from "../modules/add.es.json";
import zh from "../modules/add.zh.json";

type Mounted = { free(): void };
type Add = { mount(root: HTMLElement, host: Host): Promise<Mounted & { draft(): string }> };
type Rules = { check(draft: string, form: unknown): unknown };
type Module<T> = T & { default(options: { module_or_path: unknown }): Promise<unknown> };

/** Brought once; after a failure (no network) tried anew. */
function once<T>(bring: () => Promise<T>): () => Promise<T> {
  let brought: Promise<T> | null = null;
  return () =>
    (brought ??= bring().catch((error) => {
      brought = null;
      throw error;
    }));
}

/** Glue and module side by side: neither waits for the other. */
async function instance<T>(glue: Promise<Module<T>>, wasm: string): Promise<T> {
  const file = fetch(wasm);
  file.catch(() => {});
  const module = await glue;
  await module.default({ module_or_path: file });
  return module;
}

export const add = once<Add>(() => instance(import("../modules/add.js") as Promise<Module<Add>>, addWasm));
export const rules = once<Rules>(() => instance(import("../modules/rules.js") as Promise<Module<Rules>>, rulesWasm));

const fetchTexts = (files: Record<Language, string | null>) => async (language: Language): Promise<string[] | null> => {
  const file = files[language];
  return file ? (await fetch(file)).json() : null;
};
export const texts = fetchTexts({ en: null, zh, es, ar });

/** Brings the form's module ahead of its need; a failure is told when it is needed. */
export async function preload(): Promise<void> {
  if (wasmAllowed()) await add().catch(() => {});
}

let allowed: boolean | undefined;

/** Whether the page's Content-Security-Policy lets WebAssembly run; the smallest module there is tells. */
export function wasmAllowed(): boolean {
  if (allowed === undefined) {
    try {
      new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
      allowed = true;
    } catch {
      allowed = false;
    }
  }
  return allowed;
}
