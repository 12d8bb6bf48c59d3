// The WebAssembly modules and the languages, each brought once, when it is needed.

import type { Host } from "./host";
import type { Language } from "./labels";
import addWasm from "../modules/add_bg.wasm";
import profileWasm from "../modules/profile_bg.wasm";
import ar from "../modules/add.ar.json";
import es from "../modules/add.es.json";
import zh from "../modules/add.zh.json";
import profileAr from "../modules/profile.ar.json";
import profileEs from "../modules/profile.es.json";
import profileZh from "../modules/profile.zh.json";

type Mounted = { free(): void };
type Add = { mount(root: HTMLElement, host: Host): Promise<Mounted & { draft(): string }> };
type Profile = { mount(root: HTMLElement, host: Host, user: unknown, added: boolean): Promise<Mounted>; check(draft: string, formAnswer: unknown): unknown };
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
/** The profile and, with it, the full rulebook: what the form asks for may need both. */
export const profile = once<Profile>(() => instance(import("../modules/profile.js") as Promise<Module<Profile>>, profileWasm));

const fetchTexts = (files: Record<Language, string | null>) => async (language: Language): Promise<string[] | null> => {
  const file = files[language];
  return file ? (await fetch(file)).json() : null;
};
export const texts = fetchTexts({ en: null, zh, es, ar });
export const profileTexts = fetchTexts({ en: null, zh: profileZh, es: profileEs, ar: profileAr });

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
