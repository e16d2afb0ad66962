/** The rows, as the server sends them over REST and the live socket; it holds no logic and no defaults. */

export type Lang = "bn" | "en";
/** One text in both languages; the screen picks by the reader's language. */
export type Words = { bn: string; en: string };
/** ISO 8601 in UTC, as the server writes it. */
export type Instant = string;
export type Id = string;

export type Role = "counsellor" | "supervisor" | "centre" | "worker" | "administrator";
export type AppName = "console" | "field";
export type Urgency = "P1" | "P2" | "P3";
export type ContactSafety = "unknown" | "safe" | "unsafe";
/** A reason as a code and its facts; the words come from the catalogue. */
export type Reason = { code: string; params: Record<string, string | number> };

export type Me = {
  id: Id;
  name: string;
  display_name: Words;
  role: Role;
  app: AppName;
  languages: Lang[];
  permissions: string[];
  worker_id: Id | null;
  centre_id: Id | null;
};

export type DutyState =
  | "off"
  | "available"
  | "ringing"
  | "on_call"
  | "wrap_up"
  | "paused"
  | "no_answer"
  | "link_lost";
export type PauseReason = "tea" | "meal" | "prayer" | "toilet" | "training" | "meeting" | "debrief";

export type DutyRow = {
  staff_id: Id;
  name: Words;
  state: DutyState;
  since: Instant;
  reason: PauseReason | null;
  version: number;
};
/** A counsellor on the supervisor's board: the duty row and the call they are in. */
export type CounsellorRow = DutyRow & {
  call: { number: string; urgency: Urgency | null; since: Instant } | null;
};

export type PlaceKind =
  | "division"
  | "district"
  | "upazila"
  | "thana"
  | "union"
  | "paurashava"
  | "ward";
export type Place = {
  code: string;
  kind: PlaceKind;
  name: Words;
  path: Words;
  lat: number | null;
  lon: number | null;
  note: Words | null;
};
export type PlaceBasis = "said" | "confirmed" | "guess";

export type CategoryList = "risk" | "target" | "reason" | "act";
export type Category = {
  code: string;
  label: Words;
  list: CategoryList;
  group: Words;
  group_code: string;
  urgency: Urgency | null;
  terms: string[];
};

export type EarlierReport = {
  number: string;
  at: Instant;
  categories: string[];
  counsellor: Words | null;
  state: string;
};
export type Offer = {
  id: Id;
  call_id: Id;
  incident_id: Id;
  number: string;
  offered_at: Instant;
  due_at: Instant;
  language: Lang | null;
  caller_number: string;
  number_kind: string;
  times_called: { day: number; month: number; ever: number };
  earlier: EarlierReport[];
  contact_safety: ContactSafety;
  place_guess: { place: Place; basis: string; confidence: number | string } | null;
  reasons: Reason[];
};

export type CallState = "waiting" | "connecting" | "talking" | "ended";
export type CallParty = { kind: string; state: string; name: Words | string | null };
export type CallRow = {
  id: Id;
  incident_id: Id;
  number: string;
  state: CallState;
  arrived_at: Instant;
  answered_at: Instant | null;
  ended_at: Instant | null;
  end_reason: string | null;
  language: Lang | null;
  caller_number: string;
  number_kind: string;
  owner: { id: Id; name: Words } | null;
  parties: CallParty[];
  wrap_up: boolean;
  version: number;
};

/** A caller in the queue. Score now = score_base + whole seconds since score_at. */
export type WaitingRow = {
  call_id: Id;
  incident_id: Id;
  number: string;
  caller_number: string;
  number_kind: string;
  arrived_at: Instant;
  queued_at: Instant;
  language: Lang | null;
  score_base: number;
  score_at: Instant;
  reasons: { code: string; points: number }[];
  offered_to: Words | null;
  version: number;
};
export type QueueSummary = { waiting: number; longest_since: Instant | null };

export type IncidentState = "open" | "closed";
export type CloseReason =
  | "resolved"
  | "information_only"
  | "prank"
  | "wrong_number"
  | "silent"
  | "duplicate"
  | "other";
/** The one clock of the product, ring to safe. */
export type IncidentClock = {
  rung_at: Instant | null;
  answered_at: Instant | null;
  located_at: Instant | null;
  dispatched_at: Instant | null;
  acknowledged_at: Instant | null;
  reached_at: Instant | null;
  safe_at: Instant | null;
  ack_due_at: Instant | null;
};
export type Hold = { kind: string; ref: string };
export type IncidentRow = {
  id: Id;
  number: string;
  state: IncidentState;
  channel: string;
  urgency: Urgency | null;
  urgency_source: string | null;
  suggestion: { urgency: Urgency; reasons: Reason[] } | null;
  place: (Place & { basis: PlaceBasis }) | null;
  categories: string[];
  clock: IncidentClock;
  holds: Hold[];
  opened_at: Instant;
  closed_at: Instant | null;
  close_reason: CloseReason | null;
  version: number;
};
/** An open incident in the counsellor's own list. */
export type WorkRow = IncidentRow & {
  dispatch_state: DispatchState | null;
  due_at: Instant | null;
};

export type IntakeField =
  | "safe_to_talk"
  | "where_detail"
  | "injured"
  | "with_whom"
  | "child_name"
  | "child_age"
  | "child_sex"
  | "caller_relation"
  | "caller_name"
  | "suspect"
  | "narrative"
  | "needs"
  | "consent"
  | "call_note";
export type IntakeRow = {
  field: IntakeField;
  value: string | number | string[] | null;
  rev: number;
  saved_at: Instant;
  saved_by: { id: Id; name: Words };
  /** Present on the answer to a save whose base was old: what our save replaced. */
  overwrote?: { value: string | number | string[] | null; rev: number } | boolean | null;
};

export type TimelineRow = {
  seq: number;
  at: Instant;
  kind: string;
  actor: { kind: string; id: Id | null; name: Words | null };
  facts: Record<string, unknown>;
};

export type ResponderKind = "worker" | "centre";
export type Responder = {
  kind: ResponderKind;
  id: Id;
  name: Words;
  role: Words;
  gender: string | null;
  on_duty: boolean | null;
  distance_km: number | null;
  distance_basis: string | null;
  coverage: string | null;
  open_tasks: number;
  capacity: number | null;
  rank: number | null;
  reasons: Reason[];
};
export type ResponderName = { kind: ResponderKind; id: Id; name: Words };

export type DispatchState =
  | "alerting"
  | "accepted"
  | "en_route"
  | "reached"
  | "done"
  | "unanswered"
  | "stood_down";
export type StepState = "alerted" | "accepted" | "declined" | "expired" | "withdrawn";
export type AlertState = "made" | "sent" | "delivered" | "shown" | "failed";
export type DeclineReason = "too_far" | "not_safe" | "ill" | "busy" | "conflict" | "other";
export type Outcome = "child_safe" | "taken_to_centre" | "not_found" | "handed_to_police" | "other";
export type StandDownReason = "not_needed" | "reassigned" | "mistake" | "other";

export type DispatchStep = {
  no: number;
  responder: ResponderName;
  state: StepState;
  alerted_at: Instant;
  due_at: Instant | null;
  answered_at: Instant | null;
  decline_reason: DeclineReason | null;
  alerts: { channel: "live" | "text"; state: AlertState; at: Instant }[];
};
export type DispatchRow = {
  id: Id;
  incident_id: Id;
  number: string;
  task_no: number;
  urgency: Urgency;
  state: DispatchState;
  place: Place | null;
  categories: string[];
  requested_at: Instant;
  requested_by: Words | null;
  steps: DispatchStep[];
  due_at: Instant | null;
  next: { name: Words } | null;
  accepted_by: ResponderName | null;
  acknowledged_at: Instant | null;
  en_route_at: Instant | null;
  reached_at: Instant | null;
  done_at: Instant | null;
  outcome: Outcome | null;
  alarm_at: Instant | null;
  version: number;
};

/** What a worker learns only after accepting. */
export type TaskDetails = {
  number: string;
  place: Place | null;
  where_detail: string | null;
  categories: string[];
  safe_to_talk: string | null;
  injured: string | null;
  child: { age: number | string | null; sex: string | null; name: string | null };
  contact_safety: ContactSafety;
  counsellor: Words | null;
};
export type TaskRow = {
  dispatch_id: Id;
  task_no: number;
  urgency: Urgency;
  state: DispatchState;
  place: Place | null;
  distance_km: number | null;
  group: Words | string | null;
  female_wanted: boolean;
  sent_at: Instant;
  due_at: Instant | null;
  details: TaskDetails | null;
  version: number;
};

/** Words said in a person's language; Bangla when a text has no English. */
export function inLang(words: Words | string | null | undefined, lang: Lang): string {
  if (!words) return "";
  if (typeof words === "string") return words;
  return words[lang] || words.bn || words.en;
}
