// What a gateway loses that it had acknowledged, when it is killed under load: `cargo xtask durability`, which must say 0.
//
// Several sessions assign violations as fast as they may, the gateway is killed with SIGKILL in the middle of it and
// started again on the same database. Every mutation it acknowledged must then stand in the history, once; and asking
// for one again must change nothing.

import { randomUUID } from "node:crypto";

import { pause, withGateway } from "./site.mjs";

const TIMES = Number(process.argv[2] ?? 500);
const WORKERS = 8;
// Rows of a worker, and mutations of a request.
const ROWS = 8;
const UNDER_LOAD_MS = [20, 200];
// As many changes of a row as its history tells.
const HISTORY = 50;

class Person {
  constructor(url, number) {
    Object.assign(this, { url, number, conn: 0, acked: [], last: [] });
  }

  async signIn() {
    const answer = await fetch(`${this.url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-livedeck": "1" },
      body: JSON.stringify({ email: "manager@livedeck.test", password: "livedeck-demo" }),
    });
    if (!answer.ok) {
      throw new Error(`could not sign in: ${answer.status} ${await answer.text()}`);
    }
    this.cookie = answer.headers.get("set-cookie").split(";")[0];
  }

  async get(path) {
    const answer = await fetch(this.url + path, { headers: { cookie: this.cookie } });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
    return answer.json();
  }

  // Sends these mutations; gives the ids that were acknowledged, or nothing if nobody answered.
  async ask(mutations) {
    this.conn += 1;
    const hello = { v: 1, build: "bench", device: `bench-${this.number}`, conn: this.conn, subs: [] };
    const answer = await fetch(`${this.url}/api/v1/sync`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-livedeck": "1", cookie: this.cookie },
      body: JSON.stringify([{ hello }, ...mutations.map((mut) => ({ mut }))]),
    });
    if (answer.status === 429) {
      await pause(100);
      return [];
    }
    const frames = await answer.json();
    return frames.filter((it) => it.ack).map((it) => it.ack.id);
  }

  // Works until the gateway is gone.
  async work(people) {
    this.isOver = false;
    for (let turn = 0; !this.isOver; turn += 1) {
      this.last = this.rows.map((id) => ({
        id: randomUUID(),
        name: "violation.assign",
        args: { id, to: people[turn % people.length] },
      }));
      const ids = await this.ask(this.last).catch(() => undefined);
      if (!ids) {
        return;
      }
      this.acked.push(...this.last.filter((it) => ids.includes(it.id)));
    }
  }

  // How many acknowledged mutations are not there, or more than once.
  async check() {
    let wrong = 0;
    for (const row of this.rows) {
      const asked = this.acked.filter((it) => it.args.id === row).slice(1 - HISTORY);
      const { changes } = await this.get(`/api/v1/history?topic=fleet/violations&id=${row}&limit=${HISTORY}`);
      const there = changes.map((it) => it.mutation);
      wrong += asked.filter((it) => there.filter((id) => id === it.id).length !== 1).length;
      const again = asked.at(-1);
      if (again) {
        await this.ask([again]);
        const after = await this.get(`/api/v1/history?topic=fleet/violations&id=${row}&limit=1`);
        wrong += after.changes[0].revision === changes[0].revision ? 0 : 1;
      }
    }
    return wrong;
  }
}

await withGateway(["--vehicles", "200", "--seed", "1"], async (url, crash) => {
  const workers = Array.from({ length: WORKERS }, (_, number) => new Person(url, number));
  for (const worker of workers) {
    await worker.signIn();
  }
  const { rows } = await workers[0].get("/api/v1/topics/fleet/violations");
  const open = rows.filter((it) => it.state !== "dismissed" && it.state !== "resolved").map((it) => it.id);
  const members = (await workers[0].get("/api/v1/topics/team/members")).rows;
  const people = members.filter((it) => ["dispatcher", "manager"].includes(it.role)).map((it) => it.id);
  if (open.length < WORKERS * ROWS || people.length < 2) {
    throw new Error(`the demo has ${open.length} violations to work on and ${people.length} people`);
  }
  let [acked, wrong] = [0, 0];
  for (let time = 0; time < TIMES; time += 1) {
    for (const [number, worker] of workers.entries()) {
      worker.acked = [];
      worker.rows = open.slice(number * ROWS, (number + 1) * ROWS);
    }
    const working = workers.map((it) => it.work(people));
    const [least, most] = UNDER_LOAD_MS;
    await pause(least + Math.random() * (most - least));
    await crash(() => workers.forEach((it) => (it.isOver = true)));
    await Promise.all(working);
    acked += workers.reduce((sum, it) => sum + it.acked.length, 0);
    for (const worker of workers) {
      wrong += await worker.check();
    }
  }
  console.log(`gateway killed ${TIMES} times under load: ${acked} mutations acknowledged, ${wrong} of them lost or doubled`);
  process.exitCode = wrong > 0 || acked === 0 ? 1 : 0;
});
