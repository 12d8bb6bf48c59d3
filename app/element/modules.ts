// The WebAssembly modules and the languages: each brought when it is needed or will be, and then kept.

import type { Answer, Host } from "./host";
import type { Language } from "./labels";
import start, { build, mount } from "../modules/add.js";
import profileWasm from "../modules/profile_bg.wasm";
import ar from "../modules/add.ar.json";
import es from "../modules/add.es.json";
import zh from "../modules/add.zh.json";
import profileAr from "../modules/profile.ar.json";
import profileEs from "../modules/profile.es.json";
import profileZh from "../modules/profile.zh.json";

type Mounted = { free(): void };
type Add = { mount(root: HTMLElement, host: Host): Promise<Mounted & { draft(): string }> };
export type Profile = {
  mount(root: HTMLElement, host: Host, user: unknown, added: boolean): Promise<Mounted>;
  check(draft: string, formAnswer: unknown): unknown;
  ask(root: Element, host: Host, text: string): Asked;
  opened(host: Host, ticket: number): string;
  open(host: Host, user: unknown, ticket: string, key?: string): Promise<Answer>;
};
/** What asks for a ticket. */
export type Asked = { free(): void; text(): string; check(): boolean };
/** The half of a module that is JavaScript; `build` names the other half. */
type Glue<T> = T & { build: string; default(options: { module_or_path: WebAssembly.Module }): Promise<unknown> };

/** Brought once; after a failure (no network) tried anew. */
function once<T>(bring: () => Promise<T>): () => Promise<T> {
  let brought: Promise<T> | null = null;
  return () =>
    (brought ??= bring().catch((error) => {
      brought = null;
      throw error;
    }));
}

/** Compiled while it comes, where the server says what it is. */
async function compiled(file: string, cache?: RequestCache): Promise<WebAssembly.Module> {
  const response = await fetch(file, { cache });
  const streams = response.headers.get("content-type") === "application/wasm";
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** Glue and module side by side: neither waits for the other. */
async function instance<T>(bring: Glue<T> | Promise<Glue<T>>, file: string): Promise<T> {
  const [glue, first] = await Promise.all([bring, compiled(file)]);
  const fits = (module: WebAssembly.Module) => WebAssembly.Module.customSections(module, glue.build).length > 0;
  // Some cache may have kept it for longer than it is good.
  const module = fits(first) ? first : await compiled(file, "reload");
  // Of another build, it would do anything: this page was open while another version was deployed.
  if (!fits(module)) throw new Error(`${file} is not of this build`);
  await glue.default({ module_or_path: module });
  return glue;
}

export const add = once<Add>(() => instance({ default: start, build, mount }, new URL("./usher.wasm", import.meta.url).href));
/** The profile and, with it, the full rulebook: what the form asks for may need both. */
export const profile = once<Profile>(() => instance(import("../modules/profile.js") as Promise<Glue<Profile>>, profileWasm));

function textsFrom(files: Record<Language, string | null>): (language: Language) => Promise<string[] | null> {
  const text = (file: string | null) => once(async () => file && (await fetch(file)).json());
  const brought = Object.fromEntries(Object.entries(files).map(([language, file]) => [language, text(file)]));
  return (language) => brought[language]!();
}
export const texts = textsFrom({ en: null, zh, es, ar });
export const profileTexts = textsFrom({ en: null, zh: profileZh, es: profileEs, ar: profileAr });

/** Brings the form's module and texts ahead of their need; a failure is told when they are needed. */
export function preload(language: Language): void {
  if (wasmAllowed()) Promise.all([add(), texts(language)]).catch(() => {});
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
