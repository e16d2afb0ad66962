/** Invented rows for the mock server; it is never part of a build and names no real person or number. */

export const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
export const ahead = (seconds) => ago(-seconds);
export const now = () => ago(0);

const w = (bn, en) => ({ bn, en });

export const STAFF = {
  "counsellor-1": {
    id: "s1",
    name: "counsellor-1",
    display_name: w("নাসরিন সুলতানা", "Nasrin Sultana"),
    role: "counsellor",
  },
  "counsellor-2": {
    id: "s2",
    name: "counsellor-2",
    display_name: w("তানিয়া রহমান", "Tania Rahman"),
    role: "counsellor",
  },
  "supervisor-1": {
    id: "s9",
    name: "supervisor-1",
    display_name: w("রোকেয়া বেগম", "Rokeya Begum"),
    role: "supervisor",
  },
};

export const PLACES = [
  {
    code: "100602",
    kind: "upazila",
    name: w("বাকেরগঞ্জ", "Bakerganj"),
    path: w("বরিশাল, বরিশাল", "Barishal, Barishal"),
    lat: 22.54,
    lon: 90.34,
    note: null,
  },
  {
    code: "10060294",
    kind: "union",
    name: w("রঙ্গশ্রী", "Rangasree"),
    path: w("বাকেরগঞ্জ, বরিশাল, বরিশাল", "Bakerganj, Barishal, Barishal"),
    lat: 22.5,
    lon: 90.35,
    note: null,
  },
  {
    code: "10060210",
    kind: "union",
    name: w("ভরপাশা", "Bharpasha"),
    path: w("বাকেরগঞ্জ, বরিশাল, বরিশাল", "Bakerganj, Barishal, Barishal"),
    lat: 22.55,
    lon: 90.33,
    note: null,
  },
  {
    code: "107838",
    kind: "upazila",
    name: w("বাউফল", "Bauphal"),
    path: w("পটুয়াখালী, বরিশাল", "Patuakhali, Barishal"),
    lat: 22.4,
    lon: 90.55,
    note: null,
  },
  {
    code: "302648",
    kind: "thana",
    name: w("মিরপুর", "Mirpur"),
    path: w("ঢাকা, ঢাকা", "Dhaka, Dhaka"),
    lat: 23.8,
    lon: 90.36,
    note: w("কুষ্টিয়াতেও মিরপুর উপজেলা আছে", "There is also a Mirpur upazila in Kushtia"),
  },
];

const cat = (code, bn, en, list, group_code, group, urgency, terms) => ({
  code,
  label: w(bn, en),
  list,
  group,
  group_code,
  urgency,
  terms,
});
const RISK = w("ঝুঁকির ধরন", "Risk type");
const VIOLENCE = w("সহিংসতা", "Violence");
const MIND = w("মানসিক স্বাস্থ্য", "Mental health");
export const CATEGORIES = [
  cat(
    "risk.child_marriage",
    "বাল্যবিবাহের শিকার শিশু",
    "Victim of child marriage",
    "risk",
    "risk",
    RISK,
    "P1",
    ["বাল্যবিবাহ", "বিয়ে দিচ্ছে", "জোর করে বিয়ে", "child marriage", "biye"],
  ),
  cat("risk.abused", "নির্যাতিত শিশু", "Abused child", "risk", "risk", RISK, "P2", [
    "নির্যাতন",
    "মারে",
    "মারধর",
    "beating",
  ]),
  cat("risk.street_child", "পথ শিশু", "Street child", "risk", "risk", RISK, "P3", ["পথশিশু", "টোকাই"]),
  cat("risk.separated_lost", "হারানো শিশু", "Lost child", "risk", "risk", RISK, "P2", [
    "হারিয়ে গেছে",
    "নিখোঁজ",
  ]),
  cat(
    "target.trafficked",
    "পাচার থেকে উদ্ধারকৃত শিশু",
    "Child rescued from trafficking",
    "target",
    "target",
    w("সেবার দল", "Target group"),
    "P1",
    ["পাচার"],
  ),
  cat("reason.sexual_abuse", "যৌন নির্যাতন", "Sexual abuse", "reason", "violence", VIOLENCE, "P1", [
    "গায়ে হাত দেয়",
    "খারাপ কাজ",
    "ধর্ষণ",
  ]),
  cat(
    "reason.suicide",
    "আত্মহত্যার চিন্তা",
    "Thoughts of suicide",
    "reason",
    "mental_health",
    MIND,
    "P1",
    ["মরে যেতে চাই", "আত্মহত্যা"],
  ),
  cat(
    "reason.corporal_punishment",
    "শারীরিক শাস্তি",
    "Corporal punishment",
    "reason",
    "violence",
    VIOLENCE,
    "P2",
    ["বেত মারে", "স্যার মারে"],
  ),
  cat(
    "act.confined",
    "আটকে রাখা",
    "Held in the house",
    "act",
    "act",
    w("যা ঘটছে", "What happens"),
    "P1",
    ["আটকে রেখেছে", "ঘরে বন্দি"],
  ),
];

const r = (code, params = {}) => ({ code, params });
export const RESPONDERS = {
  ranked: [
    {
      kind: "worker",
      id: "w1",
      name: w("শাহানা আক্তার", "Shahana Akter"),
      role: w("ইউনিয়ন সমাজকর্মী", "Union social worker"),
      gender: "female",
      on_duty: true,
      distance_km: 2.1,
      distance_basis: "office",
      coverage: "union",
      open_tasks: 0,
      capacity: 3,
      rank: 1,
      reasons: [
        r("covers_place", { level: "union", place: "10060294" }),
        r("distance", { km: 2.1 }),
        r("open_tasks", { count: 0 }),
      ],
    },
    {
      kind: "worker",
      id: "w2",
      name: w("রফিকুল হাসান", "Rafiqul Hasan"),
      role: w("উপজেলা সমাজসেবা কর্মকর্তা", "Upazila social services officer"),
      gender: "male",
      on_duty: true,
      distance_km: 6.4,
      distance_basis: "office",
      coverage: "upazila",
      open_tasks: 1,
      capacity: 3,
      rank: 2,
      reasons: [
        r("covers_place", { level: "upazila", place: "100602" }),
        r("distance", { km: 6.4 }),
        r("open_tasks", { count: 1 }),
      ],
    },
    {
      kind: "centre",
      id: "c1",
      name: w("সরকারি শিশু পরিবার, বরিশাল", "Government children's home, Barishal"),
      role: w("আবাসিক কেন্দ্র", "Residential centre"),
      gender: null,
      on_duty: null,
      distance_km: 18.3,
      distance_basis: "district town",
      coverage: "district",
      open_tasks: 0,
      capacity: 100,
      rank: 3,
      reasons: [
        r("covers_place", { level: "district", place: "1006" }),
        r("distance", { km: 18.3 }),
        r("free_places", { count: 12 }),
      ],
    },
  ],
  shortfall: [
    {
      kind: "worker",
      id: "w3",
      name: w("জাহিদ আলম", "Jahid Alam"),
      role: w("প্রবেশন কর্মকর্তা", "Probation officer"),
      gender: "male",
      on_duty: false,
      distance_km: 7.2,
      distance_basis: "office",
      coverage: "upazila",
      open_tasks: 0,
      capacity: 3,
      rank: null,
      reasons: [r("off_duty")],
    },
    {
      kind: "centre",
      id: "c2",
      name: w("নিরাপদ আবাসন, বরিশাল", "Safe custody home, Barishal"),
      role: w("নিরাপদ হেফাজত", "Safe custody"),
      gender: null,
      on_duty: null,
      distance_km: 18.9,
      distance_basis: "district town",
      coverage: "district",
      open_tasks: 0,
      capacity: 50,
      rank: null,
      reasons: [r("admits_by_court")],
    },
  ],
};

export const nameOf = (id) =>
  [...RESPONDERS.ranked, ...RESPONDERS.shortfall].find((x) => x.id === id);

export function incident(id, number, over = {}) {
  return {
    id,
    number,
    state: "open",
    channel: "phone",
    urgency: "P3",
    urgency_source: "default",
    suggestion: null,
    place: null,
    categories: [],
    holds: [],
    opened_at: ago(60),
    closed_at: null,
    close_reason: null,
    version: 1,
    clock: {
      rung_at: ago(60),
      answered_at: null,
      located_at: null,
      dispatched_at: null,
      acknowledged_at: null,
      reached_at: null,
      safe_at: null,
      ack_due_at: null,
    },
    ...over,
  };
}

export function dispatch(id, incidentRow, over = {}) {
  const [first] = RESPONDERS.ranked;
  return {
    id,
    incident_id: incidentRow.id,
    number: incidentRow.number,
    task_no: 4712,
    urgency: incidentRow.urgency ?? "P3",
    state: "alerting",
    place: incidentRow.place,
    categories: incidentRow.categories,
    requested_at: now(),
    requested_by: STAFF["counsellor-2"].display_name,
    steps: [
      {
        no: 1,
        responder: { kind: first.kind, id: first.id, name: first.name },
        state: "alerted",
        alerted_at: now(),
        due_at: ahead(120),
        answered_at: null,
        decline_reason: null,
        alerts: [
          { channel: "live", state: "sent", at: now() },
          { channel: "text", state: "made", at: now() },
        ],
      },
    ],
    due_at: ahead(120),
    next: { name: RESPONDERS.ranked[1].name },
    accepted_by: null,
    acknowledged_at: null,
    en_route_at: null,
    reached_at: null,
    done_at: null,
    outcome: null,
    alarm_at: null,
    version: 1,
    ...over,
  };
}

const duty = (staff_id, name, state, since, over = {}) => ({
  staff_id,
  name,
  state,
  since,
  reason: null,
  version: 1,
  call: null,
  ...over,
});
export const FLOOR = [
  duty("f1", w("নাসরিন সুলতানা", "Nasrin Sultana"), "available", ago(34)),
  duty("f3", w("ইমরান হোসেন", "Imran Hossain"), "on_call", ago(708), {
    call: { number: "1098-26-000118", urgency: "P2", since: ago(708) },
  }),
  duty("f4", w("মিতু দাস", "Mitu Das"), "ringing", ago(6)),
  duty("f5", w("জাহিদ আলম", "Jahid Alam"), "wrap_up", ago(125)),
  duty("f6", w("ফরিদা ইয়াসমিন", "Farida Yasmin"), "paused", ago(380), { reason: "debrief" }),
  duty("f7", w("সাদিয়া করিম", "Sadia Karim"), "paused", ago(760), { reason: "meal" }),
  duty("f8", w("আরিফ মোল্লা", "Arif Molla"), "link_lost", ago(18)),
  duty("f9", w("শিরিন আখতার", "Shirin Akhter"), "no_answer", ago(65)),
];

export const WAITING = [
  {
    call_id: "wc1",
    incident_id: "wi1",
    number: "1098-26-000130",
    caller_number: "010••‑•••316",
    number_kind: "mobile",
    arrived_at: ago(14),
    queued_at: ago(12),
    language: "bn",
    score_base: 80,
    score_at: ago(12),
    reasons: [{ code: "danger_key", points: 80 }],
    offered_to: w("মিতু দাস", "Mitu Das"),
    version: 1,
  },
  {
    call_id: "wc2",
    incident_id: "wi2",
    number: "1098-26-000129",
    caller_number: "012••‑•••554",
    number_kind: "mobile",
    arrived_at: ago(43),
    queued_at: ago(41),
    language: "bn",
    score_base: 20,
    score_at: ago(41),
    reasons: [{ code: "returned", points: 20 }],
    offered_to: null,
    version: 1,
  },
  {
    call_id: "wc3",
    incident_id: "wi3",
    number: "1098-26-000131",
    caller_number: "012••‑•••043",
    number_kind: "mobile",
    arrived_at: ago(9),
    queued_at: ago(9),
    language: "en",
    score_base: 0,
    score_at: ago(9),
    reasons: [],
    offered_to: null,
    version: 1,
  },
];

export const OFFER = (incidentRow) => ({
  id: `o${Date.now()}`,
  call_id: "call1",
  incident_id: incidentRow.id,
  number: incidentRow.number,
  offered_at: now(),
  due_at: ahead(15),
  language: "bn",
  caller_number: "010••‑•••907",
  number_kind: "mobile",
  times_called: { day: 2, month: 3, ever: 5 },
  earlier: [
    {
      number: "1098-26-000104",
      at: ago(1500),
      categories: ["risk.abused"],
      counsellor: w("নাসরিন সুলতানা", "Nasrin Sultana"),
      state: "open",
    },
  ],
  contact_safety: "unknown",
  place_guess: { place: PLACES[3], basis: "last_said", confidence: "fair" },
  reasons: [r("speaks", { language: "bn" }), r("longest_idle", { s: 214 })],
});
