/** A small double of the server for building screens alone: REST rows and /live of one invented incident; never shipped. */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { WebSocketServer } from "ws";
import {
  ago,
  ahead,
  CATEGORIES,
  dispatch,
  FLOOR,
  incident,
  nameOf,
  now,
  OFFER,
  PLACES,
  RESPONDERS,
  STAFF,
  WAITING,
} from "./mock-data.mjs";

const PORT = Number(process.env.PORT ?? 4198);
const DIST = new URL("../dist/", import.meta.url).pathname;
const RING_AFTER_MS = Number(process.env.RING_AFTER_MS ?? 2500);

const sockets = new Set();
let position = 1;
const db = {
  incidents: {},
  intake: {},
  timeline: {},
  dispatches: {},
  calls: {},
  duty: {},
  offers: {},
};

const late = incident("i117", "1098-26-000117", {
  urgency: "P1",
  categories: ["act.confined"],
  place: { ...PLACES[2], basis: "said" },
  opened_at: ago(620),
  clock: {
    rung_at: ago(620),
    answered_at: ago(611),
    located_at: ago(540),
    dispatched_at: ago(320),
    acknowledged_at: null,
    reached_at: null,
    safe_at: null,
    ack_due_at: ago(200),
  },
  holds: [{ kind: "dispatch_out", ref: "d117" }],
});
const away = incident("i121", "1098-26-000121", {
  urgency: "P2",
  categories: ["risk.street_child"],
  place: { ...PLACES[4], basis: "confirmed" },
  opened_at: ago(2400),
  clock: {
    rung_at: ago(2400),
    answered_at: ago(2391),
    located_at: ago(2300),
    dispatched_at: ago(2100),
    acknowledged_at: ago(2040),
    reached_at: null,
    safe_at: null,
    ack_due_at: null,
  },
});
const done = incident("i104", "1098-26-000104", {
  urgency: "P2",
  state: "closed",
  close_reason: "resolved",
  closed_at: ago(600),
  categories: ["risk.abused"],
  place: { ...PLACES[1], basis: "confirmed" },
  opened_at: ago(5400),
  clock: {
    rung_at: ago(5400),
    answered_at: ago(5390),
    located_at: ago(5300),
    dispatched_at: ago(5200),
    acknowledged_at: ago(5150),
    reached_at: ago(3000),
    safe_at: ago(2400),
    ack_due_at: null,
  },
});
for (const row of [late, away, done]) db.incidents[row.id] = row;
db.dispatches.d117 = dispatch("d117", late, {
  requested_at: ago(320),
  due_at: ago(200),
  state: "unanswered",
  alarm_at: ago(100),
  next: null,
});
db.dispatches.d117.steps[0] = {
  ...db.dispatches.d117.steps[0],
  state: "expired",
  alerted_at: ago(320),
  due_at: ago(200),
  alerts: [
    { channel: "live", state: "sent", at: ago(320) },
    { channel: "text", state: "delivered", at: ago(316) },
  ],
};
db.dispatches.d121 = dispatch("d121", away, {
  urgency: "P2",
  requested_at: ago(2100),
  state: "en_route",
  due_at: null,
  next: null,
  acknowledged_at: ago(2040),
  en_route_at: ago(1900),
  accepted_by: { kind: "worker", id: "w2", name: nameOf("w2").name },
});
db.dispatches.d104 = dispatch("d104", done, {
  urgency: "P2",
  requested_at: ago(5200),
  state: "done",
  due_at: null,
  next: null,
  acknowledged_at: ago(5150),
  en_route_at: ago(5000),
  reached_at: ago(3000),
  done_at: ago(2400),
  outcome: "child_safe",
  accepted_by: { kind: "worker", id: "w1", name: nameOf("w1").name },
});

const dutyOf = (me) =>
  (db.duty[me.id] ??= {
    staff_id: me.id,
    name: me.display_name,
    state: "off",
    since: now(),
    reason: null,
    version: 1,
  });
const meOf = (who) => ({
  ...STAFF[who],
  app: "console",
  languages: ["bn", "en"],
  permissions: [],
  worker_id: null,
  centre_id: null,
});
const byId = (rows) => Object.fromEntries(rows.map((row) => [row.id, row]));
const offerLife = { timer: null };

function publish(channel, event, put = [], drop = []) {
  position += 1;
  const message = JSON.stringify({
    type: "event",
    channel,
    position: String(position),
    event,
    at: now(),
    entity: { kind: "x", id: "x", version: position },
    put,
    drop,
  });
  for (const socket of sockets) if (socket.channels.has(channel)) socket.send(message);
}
const put = (collection, id, row) => ({ collection, id, row });
const bump = (row, over) => Object.assign(row, over, { version: row.version + 1 });

function note(incidentId, kind, actor, facts = {}) {
  const rows = (db.timeline[incidentId] ??= []);
  const row = { seq: rows.length + 1, at: now(), kind, actor, facts };
  rows.push(row);
  publish(`incident/${incidentId}`, kind, [put("timeline", String(row.seq), row)]);
}
const workRow = (row) => {
  const own = Object.values(db.dispatches)
    .filter((d) => d.incident_id === row.id)
    .at(-1);
  return { ...row, dispatch_state: own?.state ?? null, due_at: own?.due_at ?? null };
};
function changed(row, over, kind, actor, facts) {
  bump(row, over);
  publish(`incident/${row.id}`, kind, [put("incident", row.id, row)]);
  publish("me", kind, [put("work", row.id, workRow(row))]);
  if (kind) note(row.id, kind, actor, facts);
}
function dispatchChanged(row, over) {
  bump(row, over);
  publish(`incident/${row.incident_id}`, "dispatch.changed", [put("dispatches", row.id, row)]);
  publish("board", "dispatch.changed", [put("dispatches", row.id, row)]);
  const own = db.incidents[row.incident_id];
  publish("me", "dispatch.changed", [put("work", own.id, workRow(own))]);
}
function setDuty(me, state, reason = null) {
  const row = bump(dutyOf(me), { state, reason, since: now() });
  publish("me", "duty.changed", [put("duty", "me", row)]);
  return row;
}
const summary = (waiting, since) => put("queue", "summary", { waiting, longest_since: since });

function ring(me) {
  if (dutyOf(me).state !== "available") return;
  const row = incident(`i${124 + Object.keys(db.incidents).length}`, "1098-26-000124");
  row.clock.rung_at = now();
  db.incidents[row.id] = row;
  const offer = OFFER(row);
  db.offers[offer.id] = offer;
  setDuty(me, "ringing");
  publish("me", "call.offered", [put("offers", offer.id, offer), summary(1, now())]);
  note(row.id, "call.arrived", { kind: "system", id: null, name: null }, { number_kind: "mobile" });
  note(row.id, "call.offered", { kind: "system", id: null, name: null }, {});
  offerLife.timer = setTimeout(() => {
    if (!db.offers[offer.id]) return;
    delete db.offers[offer.id];
    publish("me", "offer.expired", [], [{ collection: "offers", id: offer.id }]);
    setDuty(me, "no_answer");
  }, 15000);
}

function answer(me, offer) {
  delete db.offers[offer.id];
  const row = db.incidents[offer.incident_id];
  const call = {
    id: offer.call_id,
    incident_id: row.id,
    number: row.number,
    state: "talking",
    arrived_at: row.clock.rung_at,
    answered_at: now(),
    ended_at: null,
    end_reason: null,
    language: "bn",
    caller_number: "010••‑•••907",
    number_kind: "mobile",
    owner: { id: me.id, name: me.display_name },
    parties: [
      { kind: "caller", state: "talking", name: null },
      { kind: "counsellor", state: "talking", name: me.display_name },
    ],
    wrap_up: false,
    version: 1,
  };
  db.calls[call.id] = call;
  setDuty(me, "on_call");
  publish(
    "me",
    "call.answered",
    [put("calls", call.id, call), summary(0, null)],
    [{ collection: "offers", id: offer.id }],
  );
  publish(`incident/${row.id}`, "call.answered", [put("calls", call.id, call)]);
  changed(row, { clock: { ...row.clock, answered_at: now() } }, "call.answered", {
    kind: "staff",
    id: me.id,
    name: me.display_name,
  });
  return { call_id: call.id, incident_id: row.id };
}

function startDispatch(me, row, wanted) {
  const target = wanted ? nameOf(wanted.id) : RESPONDERS.ranked[0];
  const own = dispatch(`d${Date.now()}`, row);
  own.steps[0].responder = { kind: target.kind, id: target.id, name: target.name };
  db.dispatches[own.id] = own;
  changed(
    row,
    {
      clock: {
        ...row.clock,
        dispatched_at: row.clock.dispatched_at ?? now(),
        ack_due_at: own.due_at,
      },
      holds: [{ kind: "dispatch_out", ref: own.id }],
    },
    "dispatch.requested",
    { kind: "staff", id: me.id, name: me.display_name },
    { task_no: 4712, urgency: own.urgency, responder: target.name },
  );
  dispatchChanged(own, {});
  const worker = { kind: "worker", id: target.id, name: target.name };
  const step = own.steps[0];
  const seen = (channel, state) =>
    step.alerts.forEach((a) => a.channel === channel && Object.assign(a, { state, at: now() }));
  const later = (ms, fn) => setTimeout(() => own.state !== "stood_down" && fn(), ms);
  later(1200, () => {
    seen("text", "sent");
    dispatchChanged(own, {});
    note(row.id, "alert.sent", { kind: "system", id: null, name: null }, { channel: "text" });
  });
  later(2400, () => {
    seen("text", "delivered");
    seen("live", "shown");
    dispatchChanged(own, {});
    note(row.id, "alert.delivered", { kind: "system", id: null, name: null }, { channel: "text" });
  });
  if (process.env.NO_ACCEPT) return own;
  later(9000, () => {
    Object.assign(step, { state: "accepted", answered_at: now() });
    dispatchChanged(own, {
      state: "accepted",
      due_at: null,
      next: null,
      accepted_by: worker,
      acknowledged_at: now(),
    });
    changed(
      row,
      { clock: { ...row.clock, acknowledged_at: now(), ack_due_at: null } },
      "dispatch.accepted",
      worker,
    );
  });
  later(14000, () => {
    dispatchChanged(own, { state: "en_route", en_route_at: now() });
    note(row.id, "dispatch.departed", worker);
  });
  later(19000, () => {
    dispatchChanged(own, { state: "reached", reached_at: now() });
    changed(row, { clock: { ...row.clock, reached_at: now() } }, "dispatch.reached", worker);
  });
  return own;
}

const problem = (status, code, title, detail) => ({
  status,
  body: { type: "about:blank", title, status, detail, code, errors: [] },
});
const ok = (body, status = 200) => ({ status, body });

const ROUTES = [
  [
    "GET",
    /^\/session$/,
    ({ me }) => (me ? ok(me) : problem(401, "not_signed_in", "Not signed in", "Please sign in.")),
  ],
  ["DELETE", /^\/session$/, () => ({ status: 204, cookie: "who=; Path=/; Max-Age=0" })],
  [
    "POST",
    /^\/session$/,
    ({ body }) =>
      STAFF[body.name] && body.password === "demo"
        ? {
            status: 200,
            body: meOf(body.name),
            cookie: `who=${body.name}; Path=/; SameSite=Strict`,
          }
        : problem(
            401,
            "wrong_name_or_password",
            "Not signed in",
            "The name or the password is wrong.",
          ),
  ],
  [
    "POST",
    /^\/duty\/(start|resume)$/,
    ({ me }) => {
      const row = setDuty(me, "available");
      setTimeout(() => ring(me), RING_AFTER_MS);
      return ok(row);
    },
  ],
  ["POST", /^\/duty\/pause$/, ({ me, body }) => ok(setDuty(me, "paused", body.reason))],
  ["POST", /^\/duty\/end$/, ({ me }) => ok(setDuty(me, "off"))],
  [
    "POST",
    /^\/offers\/([^/]+)\/accept$/,
    ({ me, params }) =>
      db.offers[params[0]]
        ? ok(answer(me, db.offers[params[0]]))
        : problem(409, "offer_is_gone", "Gone", "The call went to another counsellor."),
  ],
  [
    "POST",
    /^\/offers\/([^/]+)\/pass$/,
    ({ me, params }) => {
      delete db.offers[params[0]];
      setDuty(me, "available");
      publish("me", "offer.passed", [], [{ collection: "offers", id: params[0] }]);
      return { status: 204 };
    },
  ],
  [
    "POST",
    /^\/calls\/([^/]+)\/hang-up$/,
    ({ me, params }) => {
      const call = bump(db.calls[params[0]], {
        state: "ended",
        ended_at: now(),
        end_reason: "counsellor_hung_up",
        wrap_up: true,
      });
      setDuty(me, "wrap_up");
      publish("me", "call.ended", [put("calls", call.id, call)]);
      publish(`incident/${call.incident_id}`, "call.ended", [put("calls", call.id, call)]);
      note(
        call.incident_id,
        "call.ended",
        { kind: "staff", id: me.id, name: me.display_name },
        { end_reason: "counsellor_hung_up" },
      );
      return ok(call);
    },
  ],
  [
    "POST",
    /^\/calls\/([^/]+)\/complete$/,
    ({ me, params }) => {
      const call = bump(db.calls[params[0]], { wrap_up: false });
      setDuty(me, "available");
      publish("me", "call.completed", [], [{ collection: "calls", id: call.id }]);
      publish(`incident/${call.incident_id}`, "call.completed", [put("calls", call.id, call)]);
      return ok(call);
    },
  ],
  ["GET", /^\/incidents$/, () => ok({ items: Object.values(db.incidents) })],
  [
    "GET",
    /^\/incidents\/([^/]+)$/,
    ({ params }) => {
      const id = params[0];
      return ok({
        incident: db.incidents[id],
        intake: db.intake[id] ?? {},
        timeline: db.timeline[id] ?? [],
        dispatches: Object.values(db.dispatches).filter((d) => d.incident_id === id),
        calls: Object.values(db.calls).filter((c) => c.incident_id === id),
      });
    },
  ],
  [
    "PUT",
    /^\/incidents\/([^/]+)\/intake\/([^/]+)$/,
    ({ me, params, body }) => {
      const rows = (db.intake[params[0]] ??= {});
      const row = {
        field: params[1],
        value: body.value,
        rev: (rows[params[1]]?.rev ?? 0) + 1,
        saved_at: now(),
        saved_by: { id: me.id, name: me.display_name },
      };
      rows[params[1]] = row;
      publish(`incident/${params[0]}`, "intake.saved", [put("intake", row.field, row)]);
      return ok(row);
    },
  ],
  [
    "POST",
    /^\/incidents\/([^/]+)\/locate$/,
    ({ me, params, body }) => {
      const row = db.incidents[params[0]];
      const place = PLACES.find((p) => p.code === body.place);
      changed(
        row,
        {
          place: { ...place, basis: body.basis },
          clock: { ...row.clock, located_at: row.clock.located_at ?? now() },
        },
        "incident.located",
        { kind: "staff", id: me.id, name: me.display_name },
        { basis: body.basis, place: place.name },
      );
      return ok(row);
    },
  ],
  [
    "POST",
    /^\/incidents\/([^/]+)\/categorise$/,
    ({ me, params, body }) => {
      const row = db.incidents[params[0]];
      const found = CATEGORIES.filter((c) => body.categories.includes(c.code));
      const best = found.map((c) => c.urgency).sort()[0];
      const suggestion = best
        ? {
            urgency: best,
            reasons: found
              .filter((c) => c.urgency === best)
              .map((c) => ({ code: "category", params: { category: c.code } })),
          }
        : null;
      const urgency = best && best < row.urgency ? best : row.urgency;
      changed(
        row,
        {
          categories: body.categories,
          suggestion,
          urgency,
          urgency_source: urgency === row.urgency ? row.urgency_source : "suggested",
        },
        "incident.categorised",
        { kind: "staff", id: me.id, name: me.display_name },
        { categories: body.categories },
      );
      return ok(row);
    },
  ],
  [
    "POST",
    /^\/incidents\/([^/]+)\/set-urgency$/,
    ({ me, params, body }) => {
      const row = db.incidents[params[0]];
      changed(
        row,
        { urgency: body.urgency, urgency_source: "counsellor" },
        "incident.urgency_set",
        { kind: "staff", id: me.id, name: me.display_name },
        { urgency: body.urgency },
      );
      return ok(row);
    },
  ],
  [
    "POST",
    /^\/incidents\/([^/]+)\/mark-safe$/,
    ({ me, params }) => {
      const row = db.incidents[params[0]];
      changed(row, { clock: { ...row.clock, safe_at: now() } }, "incident.marked_safe", {
        kind: "staff",
        id: me.id,
        name: me.display_name,
      });
      return ok(row);
    },
  ],
  [
    "POST",
    /^\/incidents\/([^/]+)\/close$/,
    ({ me, params, body }) => {
      const row = db.incidents[params[0]];
      const out = Object.values(db.dispatches).find(
        (d) => d.incident_id === row.id && !["done", "stood_down"].includes(d.state),
      );
      if (out)
        return problem(
          409,
          "incident_is_held",
          "The incident is held",
          `Task ${out.task_no}: a worker is still out.`,
        );
      changed(
        row,
        { state: "closed", closed_at: now(), close_reason: body.reason, holds: [] },
        "incident.closed",
        { kind: "staff", id: me.id, name: me.display_name },
        { reason: body.reason },
      );
      return ok(row);
    },
  ],
  [
    "GET",
    /^\/incidents\/([^/]+)\/responders$/,
    ({ params }) => ok(db.incidents[params[0]].place ? RESPONDERS : { ranked: [], shortfall: [] }),
  ],
  [
    "POST",
    /^\/incidents\/([^/]+)\/dispatches$/,
    ({ me, params, body }) => ok(startDispatch(me, db.incidents[params[0]], body.responder), 201),
  ],
  [
    "POST",
    /^\/dispatches\/([^/]+)\/stand-down$/,
    ({ me, params, body }) => {
      const row = db.dispatches[params[0]];
      dispatchChanged(row, { state: "stood_down", due_at: null, next: null });
      changed(
        db.incidents[row.incident_id],
        { holds: [] },
        "dispatch.stood_down",
        { kind: "staff", id: me.id, name: me.display_name },
        { reason: body.reason, task_no: row.task_no },
      );
      return ok(row);
    },
  ],
  [
    "GET",
    /^\/places$/,
    ({ query }) => {
      const q = (query.get("q") ?? "").toLowerCase();
      return ok({
        items: PLACES.filter((p) =>
          `${p.name.bn} ${p.name.en} ${p.path.bn} ${p.path.en}`.toLowerCase().includes(q),
        ),
      });
    },
  ],
  ["GET", /^\/categories$/, () => ok({ items: CATEGORIES })],
  [
    "POST",
    /^\/mock\/ring$/,
    ({ me }) => {
      ring(me);
      return { status: 204 };
    },
  ],
];

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
};
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'";
async function page(path, response) {
  const file = normalize(join(DIST, path));
  const wanted = file.startsWith(DIST) && extname(file) ? file : join(DIST, "index.html");
  const bytes = await readFile(wanted).catch(() => null);
  response.writeHead(bytes ? 200 : 404, {
    "content-type": TYPES[extname(wanted)] ?? "application/octet-stream",
    "content-security-policy": CSP,
  });
  response.end(bytes ?? "");
}

const whoOf = (request) => /who=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://mock");
  if (!url.pathname.startsWith("/api/v1")) return page(url.pathname, response);
  let text = "";
  for await (const chunk of request) text += chunk;
  const path = url.pathname.slice("/api/v1".length);
  const who = whoOf(request);
  const found = ROUTES.find(([method, pattern]) => method === request.method && pattern.test(path));
  const args = {
    me: who && STAFF[who] ? meOf(who) : null,
    body: text ? JSON.parse(text) : {},
    query: url.searchParams,
    params: found?.[1].exec(path)?.slice(1) ?? [],
  };
  const answerOf = found ? found[2](args) : problem(404, "not_found", "Not found", path);
  response.writeHead(answerOf.status, {
    "content-type": answerOf.status < 400 ? "application/json" : "application/problem+json",
    ...(answerOf.cookie ? { "set-cookie": answerOf.cookie } : {}),
  });
  response.end(answerOf.body ? JSON.stringify(answerOf.body) : "");
});

function snapshot(me, channel) {
  if (channel === "me") {
    const mine = [
      late,
      away,
      ...Object.values(db.incidents).filter(
        (i) => i.state === "open" && i.clock.answered_at && i !== late && i !== away,
      ),
    ];
    return {
      duty: { me: dutyOf(me) },
      offers: db.offers,
      calls: Object.fromEntries(
        Object.entries(db.calls).filter(([, c]) => c.state !== "ended" || c.wrap_up),
      ),
      work: byId(mine.map(workRow)),
      queue: { summary: { waiting: 3, longest_since: ago(41) } },
    };
  }
  if (channel === "board")
    return {
      waiting: Object.fromEntries(WAITING.map((x) => [x.call_id, x])),
      counsellors: Object.fromEntries(FLOOR.map((x) => [x.staff_id, x])),
      dispatches: db.dispatches,
      queue: { summary: { waiting: 3, longest_since: ago(41) } },
    };
  const id = channel.split("/")[1];
  return {
    incident: { [id]: db.incidents[id] },
    intake: db.intake[id] ?? {},
    timeline: Object.fromEntries((db.timeline[id] ?? []).map((x) => [String(x.seq), x])),
    dispatches: byId(Object.values(db.dispatches).filter((d) => d.incident_id === id)),
    calls: byId(Object.values(db.calls).filter((c) => c.incident_id === id)),
  };
}

const live = new WebSocketServer({ server, path: "/live" });
live.on("connection", (socket, request) => {
  const me = meOf(whoOf(request) ?? "counsellor-1");
  socket.channels = new Set();
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
  socket.send(JSON.stringify({ type: "hello", me, server_time: now(), channels: ["me", "board"] }));
  socket.on("message", (data) => {
    const message = JSON.parse(String(data));
    if (message.type === "subscribe") {
      socket.channels.add(message.channel);
      socket.send(
        JSON.stringify({
          type: "snapshot",
          channel: message.channel,
          position: String(position),
          collections: snapshot(me, message.channel),
        }),
      );
    } else if (message.type === "unsubscribe") socket.channels.delete(message.channel);
    else if (message.type === "ping")
      socket.send(JSON.stringify({ type: "pong", server_time: now() }));
    else if (message.type === "accept" && db.offers[message.offer_id])
      socket.send(
        JSON.stringify({
          type: "accepted",
          offer_id: message.offer_id,
          ...answer(me, db.offers[message.offer_id]),
        }),
      );
  });
});
server.listen(PORT, "127.0.0.1", () => process.stdout.write(`mock on http://127.0.0.1:${PORT}\n`));
