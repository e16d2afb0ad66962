/** A phone whose server is the test: a fake socket, and verbs that answer as the test says. */
import { connect, Problem } from "@helpline/shared/api";
import { LiveClient } from "@helpline/shared/live";
import type {
  DispatchState,
  Me,
  OwnRoster,
  PocketCase,
  RollRow,
  TaskRow,
} from "@helpline/shared/types";
import { FakeSocket } from "../../shared/tests/fake-socket.ts";
import { Drafts } from "../src/drafts.ts";
import { FieldModel } from "../src/model.ts";
import { CASES_AT, ROLL_AT, SealedMemory } from "../src/sealed-memory.ts";
import { MemoryShelf, type Shelf } from "../src/shelf.ts";
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
    agency: null,
    goes: true,
    urgency: "P1",
    state,
    place: null,
    distance_km: 2.1,
    group: null,
    female_wanted: false,
    sent_at: "2026-11-24T15:44:00Z",
    due_at: "2026-11-24T15:46:00Z",
    taken: null,
    details: null,
    bed: null,
    check_in: null,
    reminded_at: null,
    centres: [],
    call_wanted: null,
    shows_position: false,
    version: 1,
    ...change,
  };
}

/**
 * What the next posts are answered: a state that every command in it leads to, the code of a refusal
 * of all of them, a row, no answer at all, whatever somebody on the way says, or nothing for ever.
 */
export type Answer = DispatchState | `no:${string}` | TaskRow | Problem | Response | "hangs";
export type Answers = (Answer | ((commands: Sent[]) => Answer))[];
export type Sent = { id: string; verb: string; [name: string]: unknown };

const SERVER = "http://helpline.test";

function spoken(answer: Answer | undefined, commands: Sent[]): Response {
  if (answer instanceof Response) return answer.clone();
  if (answer instanceof Problem) {
    if (answer.status === 0) throw new TypeError("no line");
    const headers = { "Content-Type": "application/problem+json" };
    return new Response(JSON.stringify({ code: answer.code }), { status: answer.status, headers });
  }
  const tasks = typeof answer === "object" ? [answer] : [];
  return Response.json({ receipts: commands.map(({ id }) => receipt(id, answer)), tasks });
}

/** No answer, until whoever asks gives up. */
function hanging(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_, failed) => {
    signal?.addEventListener("abort", () => failed(signal.reason));
  });
}

function receipt(id: string, answer: Answer | undefined) {
  const refused = typeof answer === "string" && answer.startsWith("no:");
  const state = typeof answer === "object" ? (answer as TaskRow).state : refused ? null : answer;
  return {
    id,
    result: refused ? "refused" : "applied",
    code: refused ? answer.slice(3) : null,
    state: state ?? null,
    at: "2026-11-24T15:45:00Z",
    doubtful: false,
  };
}

/** Drafts in a tab of its own; `kept` is what lies there. */
export function drafts(kept = new Map<string, string>(), key = aKey()): Drafts {
  const store = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  return new Drafts(me.id, { key: () => key }, () => store);
}

/** Where the roll lies on a phone of its own; `kept` is what lies there. */
export function memory<Said>(
  at = ROLL_AT,
  kept = new Map<string, string>(),
  key = aKey(),
): SealedMemory<Said> {
  const store = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
  return new SealedMemory<Said>(at, me.id, { key: () => key }, () => store);
}

export function aKey(): Promise<CryptoKey> {
  const algorithm = { name: "AES-GCM", length: 256 };
  return crypto.subtle.generateKey(algorithm, false, ["encrypt", "decrypt"]);
}

export class Phone {
  /** Every post to the server: its commands. */
  readonly posts: Sent[][] = [];
  /** When each said that it was sent, by the phone's clock. */
  readonly sentAt: string[] = [];
  readonly sockets: FakeSocket[] = [];
  sessionOver = false;
  roster: OwnRoster = { shifts: [], leaves: [], asked: [], colleagues: [] };
  roll: RollRow | null = null;
  cases: PocketCase[] = [];
  readonly model: FieldModel;

  /** `greeted`: whether the server has said its time; `who` is signed in. */
  constructor(answers: Answers = [], shelf: Shelf = new MemoryShelf(), greeted = true, who = me) {
    connect("field", {
      base: SERVER,
      send: async (asked, init) => {
        const request = asked as Request;
        if (request.url.endsWith("/roster/mine")) return Response.json(this.roster);
        if (request.url.endsWith("/field/cases")) return Response.json({ items: this.cases });
        if (request.url.includes("/street/sites/")) return Response.json(this.roll);
        if (request.method === "GET") return Response.json({ on: true, missing: [] });
        const { commands, sent_at } = (await request.json()) as {
          commands: Sent[];
          sent_at: string;
        };
        this.posts.push(commands);
        this.sentAt.push(sent_at);
        const next = answers.shift();
        const answer = typeof next === "function" ? next(commands) : next;
        return answer === "hangs" ? hanging(init?.signal) : spoken(answer, commands);
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
    this.model = new FieldModel({
      live,
      me: who,
      shelf,
      drafts: drafts(),
      rollMemory: memory(),
      caseMemory: memory(CASES_AT),
      onSessionOver: () => {
        this.sessionOver = true;
      },
    });
    live.start();
    if (greeted) this.socket.hello();
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

  /** The verbs of every post, in order. */
  get verbs(): string[][] {
    return this.posts.map((commands) => commands.map(({ verb }) => verb));
  }

  press(decision: Decision): void {
    const [first] = this.model.tasks;
    if (first) this.model.send(first, decision);
  }
}
