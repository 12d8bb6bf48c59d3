// Cloudflare's Turnstile, where an account has set a key. The page's policy has to allow it: `script-src` and `frame-src`
// https://challenges.cloudflare.com.

type Options = {
  sitekey: string;
  theme: string;
  language: string;
  callback(token: string): void;
  "expired-callback"(): void;
  "error-callback"(): void;
};
type Turnstile = { render(place: HTMLElement, options: Options): string; reset(id: string): void };

const SCRIPT = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";

let brought: Promise<Turnstile> | null = null;

/** Cloudflare's script, which is good only as it comes from there. After a failure it is tried anew. */
function bring(): Promise<Turnstile> {
  return (brought ??= new Promise<Turnstile>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = SCRIPT;
    script.async = true;
    script.addEventListener("load", () => resolve((globalThis as unknown as { turnstile: Turnstile }).turnstile));
    script.addEventListener("error", () => {
      brought = null;
      script.remove();
      reject(new Error("challenge"));
    });
    document.head.append(script);
  }));
}

export async function show(place: HTMLElement, sitekey: string, theme: string, language: string, heard: (token: string | null) => void): Promise<() => void> {
  const turnstile = await bring();
  const nothing = () => heard(null);
  const id = turnstile.render(place, { sitekey, theme, language, callback: heard, "expired-callback": nothing, "error-callback": nothing });
  return () => (nothing(), turnstile.reset(id));
}
