// What local development has in place of a mailbox: the folder where workerd's own `send_email` leaves mails, shown as a page and as
// JSON. Only the demo portal leads here (/dev/mail), so no deployment has it.
//
//   node demo/mailbox.mjs FOLDER PROCESS: prints the port that it serves on, as long as the process lives

import { createServer } from "node:http";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import PostalMime from "postal-mime";

/** The mails below a folder, newest first. */
async function mails(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".eml")).map((file) => join(folder, file));
  const read = files.map(async (file) => {
    const mail = await PostalMime.parse(readFileSync(file));
    const header = (name) => mail.headers.find(({ key }) => key === name)?.value;
    return { id: mail.messageId, from: mail.from?.address, to: mail.to?.[0]?.address, subject: mail.subject, text: mail.text, html: mail.html, language: header("content-language"), sent_at: statSync(file).mtimeMs };
  });
  return (await Promise.all(read)).sort((one, other) => other.sent_at - one.sent_at);
}

const escaped = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function page(mails) {
  const shown = mails.map((mail) => `<section><h2 dir="auto">${escaped(mail.subject)}</h2><p>To <b>${escaped(mail.to)}</b>, ${new Date(mail.sent_at).toLocaleTimeString("en-GB")}</p>
    <iframe sandbox="allow-popups allow-top-navigation-by-user-activation" srcdoc="${escaped(mail.html.replace("<head>", '<head><base target="_top">'))}"></iframe></section>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mails that Usher has sent</title>
    <style>:root{color-scheme:light dark}body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui}h1{font-size:1.3rem}h2{font-size:1.05rem;margin:2rem 0 0}p{margin:.2rem 0 .6rem}iframe{inline-size:100%;block-size:26rem;border:1px solid #8886;border-radius:10px;background:#fff}</style>
    <h1>Mails that Usher has sent</h1><p>None has left this machine. The newest is first.</p>${shown.join("") || "<p>There is none yet.</p>"}</html>`;
}

/** Serves what is in the folder, on loopback. Answers the port. */
export function serve(folder) {
  const server = createServer(async (request, response) => {
    const found = await mails(folder).catch(() => []);
    const json = request.url.endsWith(".json");
    response.setHeader("content-type", json ? "application/json" : "text/html; charset=utf-8");
    response.end(json ? JSON.stringify(found) : page(found));
  });
  server.unref();
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  console.log(await serve(process.argv[2]));
  setInterval(() => {
    try {
      process.kill(Number(process.argv[3]), 0);
    } catch {
      process.exit();
    }
  }, 1000);
}
