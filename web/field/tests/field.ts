/** A phone whose server is the test: a fake socket, and verbs that answer as the test says. */
import { connect, Problem } from "@helpline/shared/api";
import { LiveClient } from "@helpline/shared/live";
import type { DispatchState, Me, TaskRow } from "@helpline/shared/types";
import { FakeSocket } from "../../shared/tests/fake-socket.ts";
import { FieldModel } from "../src/model.ts";
import type { Decision } from "../src/verbs.ts";

export const me: Me = {
  id: "m",
  name: "worker-1",
  display_name: { bn: "কর্মী এক", en: "Worker one" },
  role: "worker",
  app: "field",
  languages: ["bn"],
  permissions: [],
  worker_id: "w",
  centre_id: null,
};

export function task(state: DispatchState, change: Partial<TaskRow> = {}): TaskRow {
  return {
    dispatch_id: "d1",
    task_no: 4712,
    urgency: "P1",
    state,
    place: null,
    distance_km: 2.1,
    group: null,
    female_wanted: false,
    sent_at: "2026-11-24T15:44:00Z",
    due_at: "2026-11-24T15:46:00Z",
    details: null,
    bed: null,
    version: 1,
    ...change,
  };
}

/** What the next requests are answered: a row, undefined for an empty answer, or a refusal; status 0 is no answer. */
export type Answers = (object | undefined | Problem)[];

const SERVER = "http://helpline.test";
const API = "/api/v1";

function spoken(answer: Answers[number]): Response {
  if (answer instanceof Problem) {
    if (answer.status === 0) throw new TypeError("no line");
    const headers = { "Content-Type": "application/problem+json" };
    return new Response(JSON.stringify({ code: answer.code }), { status: answer.status, headers });
  }
  return answer ? Response.json(answer) : new Response(null, { status: 204 });
}

export class Phone {
  readonly posts: { path: string; body: unknown }[] = [];
  readonly sockets: FakeSocket[] = [];
  sessionOver = false;
  readonly model: FieldModel;

  constructor(answers: Answers = []) {
    connect("field", {
      base: SERVER,
      send: async (asked) => {
        const request = asked as Request;
        const text = await request.text();
        const path = request.url.replace(SERVER + API, "");
        this.posts.push({ path, body: text ? JSON.parse(text) : undefined });
        return spoken(answers.shift());
      },
    });
    const live = new LiveClient({
      url: "ws://test/live",
      random: () => 1,
      open: () => {
        this.sockets.push(new FakeSocket());
        return this.socket;
      },
    });
    this.model = new FieldModel({ live, me, onSessionOver: () => (this.sessionOver = true) });
    live.start();
    this.socket.hello();
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("nobody connected");
    return socket;
  }

  snapshot(...tasks: TaskRow[]): void {
    const rows = Object.fromEntries(tasks.map((row) => [row.dispatch_id, row]));
    this.socket.say({
      type: "snapshot",
      channel: "field",
      position: "1",
      collections: { tasks: rows },
    });
  }

  /** The server changes one task. */
  change(row: TaskRow): void {
    this.socket.say({
      type: "event",
      channel: "field",
      position: String(row.version),
      event: "dispatch.accepted",
      at: row.sent_at,
      entity: { kind: "dispatch", id: row.dispatch_id, version: row.version },
      put: [{ collection: "tasks", id: row.dispatch_id, row }],
      drop: [],
    });
  }

  drop(id: string, version: number): void {
    this.socket.say({
      type: "event",
      channel: "field",
      position: String(version),
      event: "dispatch.declined",
      at: "2026-11-24T15:45:00Z",
      entity: { kind: "dispatch", id, version },
      put: [],
      drop: [{ collection: "tasks", id }],
    });
  }

  press(decision: Decision): void {
    const [first] = this.model.tasks;
    if (first) this.model.send(first, decision);
  }
}
