// Requests over connections that stay: each connection sends its next one when the answer to the last is read.

import { Agent, request } from "node:http";

/**
 * Sends `count` requests, which `make` makes from 0 on, over `connections` connections.
 * Answers the seconds that all took, and the milliseconds of each.
 */
export async function load(url, { count, connections, make }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies = [];
  let sent = 0;
  const connection = async () => {
    while (sent < count) latencies.push(await once(url, agent, make(sent++)));
  };
  // The connections are opened before the clock runs.
  await Promise.all(Array.from({ length: connections }, () => once(url, agent, { path: "/healthz", anyStatus: true })));
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return { seconds, latencies };
}

/** The milliseconds until the last byte of the answer. */
function once(url, agent, { method = "GET", path, headers, body, status = 200, anyStatus = false }) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const sent = request(url + path, { method, agent, headers: { ...headers, ...(body && { "content-length": Buffer.byteLength(body) }) } });
    sent.on("error", reject);
    sent.on("response", (response) => {
      if (response.statusCode !== status && !anyStatus) reject(new Error(`${response.statusCode} for ${method} ${url}${path}`));
      response.resume();
      response.on("end", () => resolve(performance.now() - started));
      response.on("error", reject);
    });
    sent.end(body);
  });
}
