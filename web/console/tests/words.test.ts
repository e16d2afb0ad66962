/** Every code a screen may meet has words in both languages, and an unknown one still reads as words. */

import { loadCatalogue, speak } from "@helpline/shared/i18n";
import bn from "@helpline/shared/locales/bn.po?areas=common,console,problem&po";
import en from "@helpline/shared/locales/en.po?areas=common,console,problem&po";
import type { DispatchRow, TimelineRow } from "@helpline/shared/types";
import { expect, test } from "vitest";
import {
  NO_ESCORT,
  PAPER_KINDS,
  RECEIVERS,
  STEP_WORDS,
  WAYS,
  WHY_PAUSED,
} from "../src/clock/codes.ts";
import { PAUSE_REASONS } from "../src/duty/duty.ts";
import { BY_WORD } from "../src/incident/do/ByWord.tsx";
import { ALERT_ERRORS } from "../src/incident/do/Channels.tsx";
import { STAND_DOWN } from "../src/incident/do/DispatchCard.tsx";
import { CLOSE_REASONS, FOUND } from "../src/incident/do/Ending.tsx";
import { WHY_EXCLUDED } from "../src/incident/do/Exclude.tsx";
import { CHOICES, SECTIONS } from "../src/incident/what/sections.ts";
import { ACTIONS } from "../src/keys/keymap.ts";
import { MARK_REASONS } from "../src/marks/Marks.tsx";
import { COUNTS, FORMULAS, WAITS } from "../src/measures/shares.ts";
import { MODES } from "../src/parties/GuestBar.tsx";
import { PARTY_VERBS } from "../src/parties/rules.ts";
import { DECLINE_REASONS } from "../src/parties/verbs.ts";
import { STOPS } from "../src/parts/clockStops.ts";
import { PASS_REASONS } from "../src/ring/take.ts";
import { reasonText } from "../src/say/reason.ts";
import { TIMELINE_KINDS, timelineKey, timelineText } from "../src/say/timeline.ts";
import { sayer } from "../src/say/useSay.ts";
import { humanised, word } from "../src/say/word.ts";
import { EVERY_DAYS } from "../src/sessions/slots.ts";
import { OUTCOMES } from "../src/sessions/verbs.ts";
import { OUTCOMES as RESULTS } from "../src/training/codes.ts";

loadCatalogue("bn", bn);
loadCatalogue("en", en);

/** The server's codes by family, as its tables have them. */
const CODES: Record<string, readonly string[]> = {
  duty: ["off", "available", "ringing", "on_call", "wrap_up", "paused", "no_answer", "link_lost"],
  pause: PAUSE_REASONS,
  pass: PASS_REASONS,
  role: ["counsellor", "supervisor", "centre", "worker", "administrator"],
  language: ["bn", "en"],
  number_kind: ["mobile", "other", "short", "sip", "withheld", "unknown"],
  guess_basis: ["last_said"],
  confidence: ["weak", "fair", "strong"],
  why_you: [
    "speaks",
    "widened_language",
    "has_skill",
    "widened_skill",
    "longest_idle",
    "only_one_free",
  ],
  why_waiting: [
    "danger",
    "danger_before",
    "counsellor_lost",
    "called_again",
    "silent_again",
    "cannot_speak",
    "nuisance",
    "further_call",
  ],
  mark: MARK_REASONS,
  session: ["booked", ...OUTCOMES],
  measures: [...COUNTS, ...WAITS, ...FORMULAS, "abandon_rate"].flatMap((name) => [
    name,
    `means_${name}`,
  ]),
  sessions: EVERY_DAYS.map((days) => `every_${days}`),
  call_end: [
    "counsellor_hung_up",
    "caller_hung_up",
    "abandoned",
    "counsellor_line_lost",
    "counsellor_line_did_not_join",
    "conference_ended",
  ],
  party: [
    "caller",
    "counsellor",
    "colleague",
    "service",
    "supervisor",
    ...PARTY_VERBS.map((verb) => `verb_${verb}`),
  ],
  party_set: PARTY_VERBS,
  mode: MODES,
  listen: MODES.flatMap((mode) => [`seen_${mode}`, `mode_${mode}`, `verb_${mode}`]),
  phone: ["desk", "connecting", "ready", "talking", "failed"].map((state) => `state_${state}`),
  skill: ["psychosocial", "keys"],
  decline_to_come: DECLINE_REASONS,
  invitation: ["warm", "cold", "join"].flatMap((kind) => [`title_${kind}`, `note_${kind}`]),
  invited: ["asked_warm", "asked_cold", "asked_join", "coming", "ready_warm", "ready_join"],
  invitation_end: ["declined", "no_answer", "cancelled", "left", "handed_over"],
  help_end: ["answered", "withdrawn"],
  party_state: ["waiting", "ringing", "answered", "joined", "left"],
  incident_state: ["open", "closed", "linked"],
  place_kind: ["division", "district", "upazila", "thana", "union", "paurashava", "ward"],
  basis: ["said", "confirmed", "guess"],
  coverage: ["ward", "union", "thana", "upazila", "district", "division", "none"],
  urgency: ["P1", "P2", "P3"],
  urgency_source: ["suggested", "set"],
  why_urgency: [
    "category",
    "injured",
    "cannot_talk",
    "must_whisper",
    "yes_no_only",
    "overheard_danger",
    "with_suspect",
    "with_stranger",
    "alone",
    "young_and_alone",
    "very_young",
    "very_young_in_danger",
    "needs_medical_care",
    "needs_police",
    "needs_shelter",
  ],
  why_responder: [
    "covers_place",
    "covers_part",
    "backup_cover",
    "outside_area",
    "place_unknown",
    "distance",
    "distance_unknown",
    "open_tasks",
    "free_places",
    "capacity_unknown",
    "female",
    "intake_unknown",
    "child_sex_unknown",
    "excluded_conflict",
    "not_a_place_for_children",
    "not_operating",
    "admits_by_court",
    "admits_by_committee",
    "admission_unknown",
    "gender_mismatch",
    "gender_unknown",
    "off_duty",
    "at_capacity",
    "no_coverage",
  ],
  dispatch: ["alerting", "accepted", "en_route", "reached", "done", "unanswered", "stood_down"],
  work: ["no_dispatch", "alerting", "accepted", "en_route", "reached", "done", "unanswered"],
  step: ["alerted", "accepted", "declined", "expired", "withdrawn"],
  alert: [
    "planned",
    "made",
    "sent",
    "delivered",
    "shown",
    "answered",
    "acknowledged",
    "failed",
    "skipped",
  ],
  alert_error: ALERT_ERRORS,
  by_word: BY_WORD,
  reminder: ["check_in", "progress", "unreached"],
  channel: ["live", "push", "text", "voice", "email", "verbal"],
  decline: ["too_far", "not_safe", "ill", "busy", "conflict", "other"],
  outcome: ["child_safe", "taken_to_centre", "not_found", "handed_to_police", "other"],
  close: CLOSE_REASONS,
  found: FOUND,
  clock_pause: WHY_PAUSED,
  marriage_step: Object.keys(STEP_WORDS),
  marriage_word: Object.values(STEP_WORDS).flat(),
  paper: PAPER_KINDS,
  how_given: WAYS,
  receiver: RECEIVERS,
  no_escort: NO_ESCORT,
  stand_down: STAND_DOWN,
  exclude: WHY_EXCLUDED,
  responder_kind: ["worker", "centre"],
  actor: ["system", "staff", "worker", "centre", "caller"],
  clock: [...STOPS, ...STOPS.map((name) => `next_${name}`)],
  keys: ACTIONS,
  training_outcome: RESULTS,
  q: SECTIONS.map(({ key }) => key),
  ...CHOICES,
};

const ids = Object.entries(CODES).flatMap(([family, codes]) =>
  codes.map((code) => `console.${family}.${code}`),
);

test("every known code has words in Bangla and English", () => {
  const missing = [...ids, ...Object.keys(TIMELINE_KINDS).map(timelineKey)].filter(
    (id) => !bn[id] || !en[id],
  );
  expect(missing).toEqual([]);
});

test("an unknown code reads as words, never raw", () => {
  speak("en");
  expect(word("duty", "at_lunch")).toBe("At lunch");
  expect(humanised("call.moved-on")).toBe("Call moved on");
});

const step = (over: Partial<TimelineRow>): TimelineRow => ({
  seq: 1,
  version: 1,
  at: "2026-11-22T15:45:00Z",
  kind: "call.arrived",
  actor: { kind: "system", id: null, name: null },
  facts: {},
  ...over,
});
const say = () => sayer("en", "latin");
const label = (code: string) => `<${code}>`;
const out = [
  {
    task_no: 4712,
    steps: [{ no: 1, responder: { kind: "worker", id: "w1", name: { bn: "শাহানা", en: "Shahana" } } }],
  },
] as unknown as DispatchRow[];

test("a timeline step names the responder from the dispatch, since facts hold ids only", () => {
  speak("en");
  const facts = { task_no: 4712, responder_kind: "worker", responder_id: "w1", channel: "text" };
  expect(timelineText(step({ kind: "alert.delivered", facts }), say(), label, out)).toBe(
    "Shahana: SMS delivered",
  );
});

test("a timeline step of a message says so where it reminds and does not ask", () => {
  speak("en");
  const facts = { task_no: 4712, responder_id: "w1", channel: "text", reminder: "check_in" };
  expect(timelineText(step({ kind: "alert.sent", facts }), say(), label, out)).toBe(
    "Reminder · Shahana: SMS sent",
  );
});

test("a timeline step says its reason in words", () => {
  speak("en");
  const row = step({ kind: "call.ended", facts: { reason: "caller_hung_up" } });
  expect(timelineText(row, say(), label, [])).toBe("The call ended: the caller hung up");
});

test("no timeline sentence shows a placeholder or ends in a colon, whatever facts are missing", () => {
  for (const lang of ["bn", "en"] as const) {
    speak(lang);
    for (const kind of Object.keys(TIMELINE_KINDS)) {
      const text = timelineText(step({ kind }), sayer(lang, "latin"), label, []);
      expect(text).not.toMatch(/[{}⟦⟧]|undefined|:$/);
    }
  }
});

test("reasons put their facts into words", () => {
  speak("en");
  const reason = { code: "longest_idle", params: { s: 214 } };
  expect(reasonText("why_you", reason, say(), label)).toBe("idle the longest (3:34)");
  const speaks = { code: "speaks", params: { language: "bn" } };
  expect(reasonText("why_you", speaks, say(), label)).toBe("speaks Bangla");
  const about = { code: "category", params: { category: "child_marriage" } };
  expect(reasonText("why_urgency", about, say(), label)).toBe("<child_marriage>");
});

test("digits follow the reader's setting, not the language", () => {
  speak("en");
  expect(sayer("en", "bn").t("console.queue.waiting", { n: 12 })).toBe("Waiting ১২");
});
