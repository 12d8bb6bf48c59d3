// The least that a Worker can do for the same requests: the same inserts in one batch, the same rows read, and as many
// bytes out. It knows no rule, asks nobody who they are, logs nothing, and does not even say what the bytes mean.

import { addition, newId, selectOne, selectPage } from "./statements.mjs";

/** What the other Workers' JSON of a user has more than the row has, in bytes. */
const REST = "x".repeat(380);

export default {
  async fetch(request, { DB }) {
    const url = new URL(request.url);
    if (request.method === "POST") {
      const { user } = await request.json();
      const values = { name: user.name, address: user.email, number: user.phone, organization: user.organization_id };
      const results = await DB.batch(addition(DB, { id: newId(), ...values, caller: 102, request: crypto.randomUUID() }));
      return answer(201, results.at(-1).results);
    }
    const id = url.pathname.match(/(\d+)\.json$/);
    if (id) return answer(200, (await selectOne(DB, Number(id[1])).all()).results);
    const after = url.searchParams.get("page[after]");
    if (!after) return new Response("ok");
    const { results } = await selectPage(DB, JSON.parse(atob(after)).v, 100).all();
    return answer(200, results.slice(0, 100));
  },
};

function answer(status, rows) {
  const body = `{"rows":${JSON.stringify(rows)},"rest":"${REST.repeat(rows.length)}"}`;
  return new Response(body, { status, headers: { "content-type": "application/json; charset=utf-8" } });
}
