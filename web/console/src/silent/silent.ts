/** Verbs of a silent call's interview and of blocked numbers, and what the board shows first; it asks nobody itself. */
import {
  callsAskQuestion,
  callsBlockList,
  callsBlockNumber,
  callsDisposeSilentCall,
  callsLiftBlock,
  callsMarkSound,
  callsNoteBackground,
  callsStartInterview,
  callsWithdrawQuestion,
} from "@helpline/shared/api";
import type { Interview, InterviewAnswer, InterviewQuestion } from "@helpline/shared/types";

export type Question = Interview["ladder"][number];
export type Background = Interview["background"][number];
export type Silence = NonNullable<Interview["disposition"]>;
export type Sound = "yes" | "no" | "unclear";

export const BACKGROUND: readonly Background[] = [
  "crying",
  "shouting",
  "traffic",
  "tv",
  "adult_voice",
  "nothing",
];
export const SILENCES: readonly Silence[] = ["silent_engaged", "silent_background", "silent_empty"];
export const SOUNDS: readonly Sound[] = ["yes", "no", "unclear"];
export const BLOCK_REASONS = ["floods", "insults", "sexual", "threats"] as const;
export type BlockReason = (typeof BLOCK_REASONS)[number];
export const BLOCK_HOURS = [24, 72, 720] as const;

const of = (call_id: string) => ({ path: { call_id } });

export const startInterview = (id: string) => callsStartInterview(of(id));
export const askQuestion = (id: string, question: Question) =>
  callsAskQuestion({ ...of(id), body: { question } });
export const withdrawQuestion = (id: string) => callsWithdrawQuestion(of(id));
export const markSound = (id: string, question_id: string, answer: Sound) =>
  callsMarkSound({ ...of(id), body: { question_id, answer } });
export const noteBackground = (id: string, background: Background[]) =>
  callsNoteBackground({ ...of(id), body: { background } });
export const disposeSilent = (id: string, disposition: Silence) =>
  callsDisposeSilentCall({ ...of(id), body: { disposition } });
export const blockNumber = (id: string, reason: BlockReason, hours: number) =>
  callsBlockNumber({ ...of(id), body: { reason, hours } });
export const blockList = () => callsBlockList();
export const LIFT_REASONS = ["was_wrong", "no_longer_needed"] as const;
export type LiftReason = (typeof LIFT_REASONS)[number];
export const liftBlock = (block_id: string, reason: LiftReason) =>
  callsLiftBlock({ path: { block_id }, body: { reason } });

/** The question that is asked now, or was asked last. */
export function lastQuestion({ questions }: Interview): InterviewQuestion | null {
  return questions.at(-1) ?? null;
}

/** The answer that counts: the last yes or no, by key before by sound; null while there is none. */
export function answerOf(question: InterviewQuestion): InterviewAnswer | null {
  const said = question.answers.filter(({ answer }) => answer === "yes" || answer === "no");
  return (
    said.filter(({ means }) => means === "key").at(-1) ??
    said.at(-1) ??
    question.answers.at(-1) ??
    null
  );
}

/** One more thing is heard, or one less; nothing stands alone. */
export function toggled(heard: readonly Background[], one: Background): Background[] {
  if (heard.includes(one)) return heard.filter((other) => other !== one);
  if (one === "nothing") return ["nothing"];
  return [...heard.filter((other) => other !== "nothing"), one];
}

/** Which sound a letter means, by the key's place on the keyboard. */
export function soundOf(code: string, key: string): Sound | null {
  if (code === "KeyY") return "yes";
  if (code === "KeyN") return "no";
  return code === "Slash" || key === "?" ? "unclear" : null;
}
