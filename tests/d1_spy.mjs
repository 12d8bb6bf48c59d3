// D1 from its own side: each round trip as a line of the log, with what SQLite plans for each of its statements, how many rows it
// read for it, and with what the session began. HOLD is an address that is told of each batch before D1 is, and answers when D1
// may have it (tests/api/held_app.rs).

export default function ({ DB, HOLD }) {
  const plans = new Map();

  async function plan(sql, values) {
    if (!plans.has(sql)) {
      const { results } = await DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(...values).all();
      plans.set(sql, results.map(({ detail }) => detail));
    }
    return plans.get(sql);
  }

  /** What is asked of it by a session that began so; by none, of the primary. */
  function database(session) {
    async function noted(statements, run) {
      const told = [];
      for (const { sql, values } of statements) told.push({ sql, plan: await plan(sql, values), read: null });
      try {
        const answers = await run();
        answers.forEach(({ meta }, at) => (told[at].read = meta.rows_read));
        return answers;
      } finally {
        console.log(JSON.stringify({ d1: told, session }));
      }
    }

    class Statement {
      constructor(sql, values = []) {
        Object.assign(this, { sql, values, real: DB.prepare(sql).bind(...values) });
      }
      bind(...values) {
        return new Statement(this.sql, values);
      }
      async all() {
        const [answer] = await noted([this], async () => [await this.real.all()]);
        return answer;
      }
    }

    return {
      prepare: (sql) => new Statement(sql),
      async batch(statements) {
        const asked = statements.map(({ sql, values }) => ({ sql, values }));
        if (HOLD) await fetch(HOLD, { method: "POST", body: JSON.stringify(asked) });
        return noted(statements, () => DB.batch(statements.map(({ real }) => real)));
      },
      withSession: database,
      getBookmark: () => null,
    };
  }
  return database(null);
}
