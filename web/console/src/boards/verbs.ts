/** Questions and verbs of committees and their meetings; each throws Problem. */
import {
  committeesAddSeat,
  committeesChange,
  committeesDone,
  committeesDrop,
  committeesEnd,
  committeesEndSeat,
  committeesFind,
  committeesFound,
  committeesLaidBefore,
  committeesSee,
  committeesSetTerm,
  meetingsAdjourn,
  meetingsCallOff,
  meetingsDecide,
  meetingsHold,
  meetingsLay,
  meetingsPlan,
  meetingsSee,
  meetingsWithdraw,
  meetingsWriteMinutes,
} from "@helpline/shared/api";
import type {
  CommitteeChange,
  HowDone,
  HowHeld,
  Id,
  NewCommittee,
  NewDecision,
  NewItem,
  NewMeeting,
  NewSeat,
  SeatTerm,
  WhyAdjourned,
  WhyCalledOff,
  WhyDropped,
} from "@helpline/shared/types";
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useVerb, type Verb } from "../incident/useVerb.ts";
import { boardRefusal } from "./refusal.ts";

export const BODIES = ["welfare_board", "network", "exchange"] as const;
export const LEVELS = ["national", "district", "upazila"] as const;
export const QUESTIONS = [
  "placement",
  "return_home",
  "service_missing",
  "school",
  "birth_registration",
  "legal_help",
  "child_marriage",
  "follow_up",
  "stands_still",
  "other",
] as const;
export const PRESENCES = ["present", "represented", "absent", "unknown"] as const;
export const WHY_ADJOURNED = [
  "no_quorum",
  "chair_away",
  "disaster",
  "other_duty",
  "other",
] as const;

export const WHY_CALLED_OFF = ["nothing_to_do", "disaster", "mistake", "other"] as const;
export const WHY_DROPPED = [
  "decided_anew",
  "no_longer_needed",
  "not_possible",
  "mistake",
  "other",
] as const;
export const ROLES = ["chair", "secretary", "member"] as const;

const ANEW_MS = 60_000;
/** What a verb may change, by the keys of their questions. */
const CHANGED = ["committee", "committees", "meeting", "laid", "owed"] as const;

/** A day as an instant that is that day everywhere in the country. */
export const noon = (day: string) => `${day}T12:00:00+06:00`;

export const committeesQuery = (place: string | null) =>
  queryOptions({
    queryKey: ["committees", place],
    queryFn: ({ signal }) => committeesFind({ query: place ? { place } : {}, signal }),
    refetchInterval: ANEW_MS,
  });

export const committeeQuery = (id: Id) =>
  queryOptions({
    queryKey: ["committee", id],
    queryFn: ({ signal }) => committeesSee({ path: { committee_id: id }, signal }),
    refetchInterval: ANEW_MS,
  });

export const meetingQuery = (id: Id) =>
  queryOptions({
    queryKey: ["meeting", id],
    queryFn: ({ signal }) => meetingsSee({ path: { meeting_id: id }, signal }),
    refetchInterval: ANEW_MS,
  });

export const laidQuery = (caseId: Id) =>
  queryOptions({
    queryKey: ["laid", caseId],
    queryFn: ({ signal }) => committeesLaidBefore({ path: { case_id: caseId }, signal }),
    refetchInterval: ANEW_MS,
  });

export const found = (body: NewCommittee) => committeesFound({ body });

export const addSeat = (id: Id, body: NewSeat) =>
  committeesAddSeat({ path: { committee_id: id }, body });

export const change = (id: Id, body: CommitteeChange) =>
  committeesChange({ path: { committee_id: id }, body });

export const end = (id: Id) => committeesEnd({ path: { committee_id: id } });

export const setTerm = (seat: Id, body: SeatTerm) =>
  committeesSetTerm({ path: { seat_id: seat }, body });

export const endSeat = (seat: Id) => committeesEndSeat({ path: { seat_id: seat } });

export const plan = (id: Id, body: NewMeeting) =>
  meetingsPlan({ path: { committee_id: id }, body });

export const lay = (id: Id, body: NewItem) => meetingsLay({ path: { meeting_id: id }, body });

export const withdraw = (id: Id, item: Id) =>
  meetingsWithdraw({ path: { meeting_id: id, item_id: item } });

export const hold = (id: Id, body: HowHeld) => meetingsHold({ path: { meeting_id: id }, body });

export const adjourn = (id: Id, body: WhyAdjourned) =>
  meetingsAdjourn({ path: { meeting_id: id }, body });

export const callOff = (id: Id, body: WhyCalledOff) =>
  meetingsCallOff({ path: { meeting_id: id }, body });

export const decide = (id: Id, body: NewDecision) =>
  meetingsDecide({ path: { meeting_id: id }, body });

export const writeMinutes = (id: Id, words: string | null) =>
  meetingsWriteMinutes({ path: { meeting_id: id }, body: { words } });

export const done = (id: Id, body: HowDone) => committeesDone({ path: { decision_id: id }, body });

export const drop = (id: Id, body: WhyDropped) =>
  committeesDrop({ path: { decision_id: id }, body });

/** Runs a verb and asks for committees and meetings anew, whether it was done or refused. */
export function useBoardVerb(): Verb {
  const kept = useQueryClient();
  const verb = useVerb(boardRefusal);
  const anew = () => Promise.all(CHANGED.map((of) => kept.invalidateQueries({ queryKey: [of] })));
  const run: Verb["run"] = async (work) => {
    // A second press counts only once the page shows what the first one did.
    const done = await verb.run(async () => {
      const answer = await work();
      await anew();
      return answer;
    });
    if (done === null) void anew();
    return done;
  };
  return { ...verb, run };
}
