/** A step of an incident's timeline as a sentence; a kind no catalogue knows still reads as words. */

import { hasWords } from "@helpline/shared/i18n";
import type { IconName } from "@helpline/shared/icons";
import type { DispatchRow, TimelineRow } from "@helpline/shared/types";
import { type LabelOf, readable } from "./reason.ts";
import type { Say } from "./useSay.ts";
import { humanised } from "./word.ts";

type Kind = { icon: IconName; reason?: string; outcome?: string };

/** Every kind the server writes: its icon, and which family of words its `reason` or `outcome` belongs to. */
export const TIMELINE_KINDS: Record<string, Kind> = {
  "child.added": { icon: "users" },
  "child.fact_noted": { icon: "pen" },
  "child.person_added": { icon: "users" },
  "child.person_changed": { icon: "pen" },
  "child.related": { icon: "users" },
  "child.relation_ended": { icon: "x" },
  "child.likeness_suggested": { icon: "bell" },
  "child.likeness_refused": { icon: "x" },
  "child.merged": { icon: "check" },
  "child.unmerged": { icon: "xfer" },
  "lost.reported": { icon: "pin" },
  "lost.report_changed": { icon: "pen" },
  "lost.report_ended": { icon: "check", reason: "lost_end" },
  "lost.match_suggested": { icon: "bell" },
  "lost.match_confirmed": { icon: "check" },
  "lost.match_refused": { icon: "x" },
  "lost.child_reunited": { icon: "safe" },
  "call.arrived": { icon: "ring" },
  "call.offered": { icon: "ring" },
  "call.offer_missed": { icon: "late" },
  "call.passed_on": { icon: "xfer", reason: "pass" },
  "call.accepted": { icon: "phone" },
  "call.answered": { icon: "phone" },
  "call.diverted": { icon: "xfer" },
  "call.duty_phone_answered": { icon: "phone" },
  "call.duty_phones_missed": { icon: "late" },
  "call.moved": { icon: "xfer" },
  "call.placed": { icon: "phone" },
  "call_back.asked": { icon: "phone", reason: "call_back_reason" },
  "call_back.completed": { icon: "check", outcome: "call_back_outcome" },
  "call.interview_started": { icon: "bell" },
  "call.question_asked": { icon: "bell" },
  "call.key_pressed": { icon: "check" },
  "call.question_ended": { icon: "phone", reason: "question_end" },
  "call.sound_marked": { icon: "pen" },
  "call.background_noted": { icon: "pen" },
  "call.silent_disposed": { icon: "check", reason: "silence" },
  "call.number_blocked": { icon: "lock", reason: "block" },
  "call.block_lifted": { icon: "check" },
  "call.danger_key_pressed": { icon: "warn" },
  "call.person_key_pressed": { icon: "check" },
  "call.flags_cleared": { icon: "safe" },
  "call_back.claimed": { icon: "phone" },
  "call_back.planned": { icon: "hour" },
  "call_back.planned_again": { icon: "hour", reason: "plan_again" },
  "call_back.plan_over": { icon: "late" },
  "call_back.released": { icon: "check" },
  "text.came": { icon: "sms" },
  "text.taken": { icon: "check" },
  "text.moved": { icon: "xfer" },
  "contact.marked_safe": { icon: "safe" },
  "contact.allowed": { icon: "safe", reason: "contact_allow" },
  "contact.forbidden": { icon: "unsafe", reason: "contact_forbid" },
  "contact.refused": { icon: "unsafe" },
  "call.waiting_again": { icon: "hour", reason: "call_end" },
  "call.held": { icon: "hold" },
  "call.resumed": { icon: "phone" },
  "call.talked": { icon: "phone" },
  "call.caller_chose": { icon: "phone" },
  "call.place_changed": { icon: "hour" },
  "call.colleague_asked": { icon: "users" },
  "call.invitation_accepted": { icon: "users" },
  "call.invitation_ended": { icon: "x", outcome: "invitation_end" },
  "call.handed_over": { icon: "xfer" },
  "call.party_rung": { icon: "phone" },
  "call.party_joined": { icon: "users" },
  "call.party_left": { icon: "x" },
  "call.party_set": { icon: "mute" },
  "call.supervisor_listens": { icon: "ear" },
  "call.supervisor_left": { icon: "ear" },
  "call.help_asked": { icon: "hand" },
  "call.help_ended": { icon: "hand", outcome: "help_end" },
  "call.wrap_up_extended": { icon: "hour" },
  "call.marked": { icon: "flag", reason: "mark" },
  "call.marks_cleared": { icon: "check" },
  "session.booked": { icon: "clock" },
  "session.ended": { icon: "check", outcome: "session" },
  "session.moved": { icon: "xfer" },
  "call.ended": { icon: "down", reason: "call_end" },
  "call.completed": { icon: "pen" },
  "incident.opened": { icon: "flag" },
  "incident.located": { icon: "pin" },
  "incident.categorised": { icon: "check" },
  "incident.taken_into_case": { icon: "pen" },
  "incident.taken_as_grievance": { icon: "flag" },
  "incident.urgency_set": { icon: "warn" },
  "incident.urgency_raised": { icon: "up" },
  "incident.child_safe": { icon: "safe" },
  "incident.linked": { icon: "xfer" },
  "incident.report_added": { icon: "xfer" },
  "incident.responder_excluded": { icon: "x" },
  "incident.exclusion_lifted": { icon: "check" },
  "incident.closed": { icon: "lock", reason: "close" },
  "dispatch.requested": { icon: "flag" },
  "dispatch.agency_asked": { icon: "users" },
  "alert.made": { icon: "bell" },
  "alert.sent": { icon: "sms" },
  "alert.delivered": { icon: "sms" },
  "alert.shown": { icon: "bell" },
  "alert.answered": { icon: "phone" },
  "alert.delayed": { icon: "late" },
  "alert.skipped": { icon: "check" },
  "alert.failed": { icon: "late" },
  "reminder.made": { icon: "bell" },
  "reminder.heard": { icon: "phone" },
  "reminder.unreached": { icon: "late" },
  "supervisors.told": { icon: "bell" },
  "dispatch.accepted": { icon: "check" },
  "dispatch.declined": { icon: "x", reason: "decline" },
  "dispatch.step_expired": { icon: "late" },
  "dispatch.departed": { icon: "go" },
  "dispatch.arrived": { icon: "flag" },
  "dispatch.completed": { icon: "safe" },
  "dispatch.stood_down": { icon: "x", reason: "stand_down" },
  "dispatch.moved": { icon: "xfer" },
  "dispatch.step_skipped": { icon: "x", reason: "why_responder" },
  "bed.held": { icon: "home" },
  "bed.released": { icon: "x", reason: "bed_end" },
  "child.arrived": { icon: "home" },
  "stay.begun": { icon: "home" },
  "stay.moved": { icon: "home" },
  "stay.late_told": { icon: "late" },
  "stay.seen_elsewhere": { icon: "warn" },
  "stay.health_checked": { icon: "check" },
  "stay.extension_asked": { icon: "hour", reason: "why_longer" },
  "stay.extension_ended": { icon: "check", outcome: "extension" },
  "stay.kit_given": { icon: "home" },
  "stay.track_begun": { icon: "flag" },
  "stay.track_ended": { icon: "check" },
  "stay.talk_held": { icon: "user" },
  "stay.skill_noted": { icon: "leaf" },
  "stay.incident_told": { icon: "warn" },
  "stay.incident_seen": { icon: "check" },
  "stay.incident_followed_up": { icon: "pen" },
  "stay.ticket_opened": { icon: "link" },
  "stay.ended": { icon: "go", reason: "left" },
  "dispatch.unanswered": { icon: "late" },
  "dispatch.handed_back": { icon: "x", reason: "decline" },
  "dispatch.answered_late": { icon: "late" },
  "dispatch.child_handed_over": { icon: "home" },
  "dispatch.call_wanted": { icon: "phone" },
  "dispatch.call_made": { icon: "phone" },
  "dispatch.call_wish_late": { icon: "late" },
  "dispatch.visit_reported": { icon: "pen" },
  "dispatch.photos_lapsed": { icon: "x" },
  "dispatch.location_shared": { icon: "pin" },
  "dispatch.location_hidden": { icon: "x" },
  "dispatch.charge_taken": { icon: "hand" },
  "dispatch.charge_ran_out": { icon: "late" },
  "dispatch.reminded": { icon: "bell" },
  "dispatch.stalled": { icon: "late" },
  "dispatch.checked_in": { icon: "safe" },
  "dispatch.check_in_asked": { icon: "bell" },
  "dispatch.check_in_due": { icon: "bell" },
  "dispatch.check_in_paced": { icon: "clock" },
  "dispatch.check_in_late": { icon: "late", reason: "check_in_late" },
  "dispatch.ladder_stuck": { icon: "late" },
  "unmet.told": { icon: "late" },
  "unmet.taken": { icon: "hand" },
  "unmet.moved": { icon: "xfer" },
  "unmet.stuck": { icon: "late" },
  "unmet.over": { icon: "check", outcome: "unmet_end" },
  "clock.paused": { icon: "hold", reason: "clock_pause" },
  "clock.resumed": { icon: "clock", reason: "clock_pause" },
  "clock.late": { icon: "late" },
  "marriage.date_said": { icon: "hour" },
  "marriage.step_done": { icon: "check" },
  "marriage.date_passed": { icon: "late" },
  "marriage.visit_missed": { icon: "late" },
  "marriage.ended": { icon: "lock", reason: "marriage_end" },
  "paper.made": { icon: "pen" },
  "paper.given": { icon: "go" },
  "paper.acknowledged": { icon: "check" },
};

export function timelineIcon(kind: string): IconName {
  return TIMELINE_KINDS[kind]?.icon ?? "info";
}

/** The sentence, and who did it where a person did. */
export function timelineText(
  row: TimelineRow,
  say: Say,
  labelOf: LabelOf,
  dispatches: DispatchRow[],
): string {
  const who = row.actor.name ? say.words(row.actor.name) : "";
  const sentence = sentenceOf(row, say, labelOf, dispatches);
  return who && !sentence.includes(who) ? `${sentence} · ${who}` : sentence;
}

function sentenceOf(
  { kind, facts, actor }: TimelineRow,
  say: Say,
  labelOf: LabelOf,
  dispatches: DispatchRow[],
): string {
  const id = timelineKey(kind);
  if (!hasWords(id)) return humanised(kind);
  const family = TIMELINE_KINDS[kind]?.reason;
  const reason = typeof facts.reason === "string" && family ? say.word(family, facts.reason) : "";
  const outcomes = TIMELINE_KINDS[kind]?.outcome;
  const who = actor.name ? say.words(actor.name) : say.word("actor", actor.kind);
  const sentence = say.t(id, {
    ...BLANK,
    ...readable(facts, say, labelOf),
    ...(reason && { reason }),
    ...(outcomes && { outcome: say.word(outcomes, String(facts.outcome)) }),
    ...(typeof facts.agency === "string" && { agency: say.t(`agency.${facts.agency}`) }),
    who,
    responder: responderOf(facts, say, dispatches),
  });
  const said = sentence.replace(/[:,;\s]+$/, "");
  return facts.reminder ? say.t("console.timeline.of_a_reminder", { sentence: said }) : said;
}

/** The catalogue's key of a kind. */
export function timelineKey(kind: string): string {
  return `console.timeline.${kind.replaceAll(".", "_")}`;
}

// A fact that an older server leaves out is left out of the sentence, never shown as a placeholder.
const BLANK = {
  reason: "",
  basis: "",
  categories: "",
  urgency: "",
  channel: "",
  channels: "",
  outcome: "",
  task_no: "",
  attempt: "",
  number: "",
  until: "",
  photos: "",
};

/** Facts hold ids only; the name stands in the step of the dispatch they belong to. */
function responderOf(facts: Record<string, unknown>, say: Say, dispatches: DispatchRow[]): string {
  const steps = dispatches
    .filter(({ task_no }) => task_no === facts.task_no)
    .flatMap((row) => row.steps);
  const step = steps.find(({ responder }) => responder.id === facts.responder_id);
  return step
    ? say.words(step.responder.name)
    : say.word("responder_kind", String(facts.responder_kind ?? "worker"));
}
