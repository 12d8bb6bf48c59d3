// The back end of a portal, as small as one can be: it serves its page, and signs embed tokens for its agents.
// Everything else goes to Usher, which in production has a host of its own.

import page from "./portal.html";

// What the API answered when the key was made (POST /api/v1/embed_keys). A real portal keeps it as a secret.
const EMBED_KEY = { id: "1001", secret: "uq10WmtYxF7uU16jkblks0tL_T3ZGxbaT2-7d7cTkA8" };

const AGENTS = ["admin@example.com", "agent@example.com", "restricted@example.com", "light@example.com"];

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === "/") return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
    if (/^\/dev\/mail(\.json)?$/.test(url.pathname)) return fetch(`${env.MAILBOX}${url.pathname}`);
    if (url.pathname === "/portal/token") return token(url.searchParams.get("agent"));
    if (url.pathname === "/dev/email" && request.method === "POST") return email(request, url, env);
    return env.USHER.fetch(request);
  },
};

// What Cloudflare does with mail for the support address: `from` and `to` are what mail servers have said to each other, and the body
// is the message. Answers what the sender is told where it is not taken. (`/cdn-cgi/handler/email` of wrangler takes 1 MB at the most,
// and no message that it cannot read itself.)
async function email(request, url, env) {
  const body = await request.arrayBuffer();
  let rejected = null;
  const message = {
    from: url.searchParams.get("from") ?? "",
    to: url.searchParams.get("to") ?? "",
    raw: new Response(body).body,
    rawSize: body.byteLength,
    headers: new Headers(),
    setReject: (reason) => void (rejected = reason),
  };
  await env.USHER.email(message);
  return Response.json({ rejected });
}

// A real portal names the agent whose session it is; this one lets you play four.
async function token(email) {
  if (!AGENTS.includes(email)) return new Response("no such agent", { status: 404 });
  const now = Math.floor(Date.now() / 1000);
  const signed = [{ alg: "HS256", typ: "JWT", kid: EMBED_KEY.id }, { email, iat: now, exp: now + 900 }]
    .map((part) => base64url(new TextEncoder().encode(JSON.stringify(part))))
    .join(".");
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(EMBED_KEY.secret), algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(signed));
  return Response.json({ token: `${signed}.${base64url(new Uint8Array(signature))}` });
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
