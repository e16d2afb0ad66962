/** What a refusal leaves to say of a child who is written down as staying already; pure. */
import { Problem } from "@helpline/shared/api";
import type { WhoIsIt } from "@helpline/shared/types";

const WHO: readonly WhoIsIt[] = ["same_moved", "another"];

/** Nothing for any other refusal. */
export function whichChild(error: unknown): WhoIsIt[] {
  if (!(error instanceof Problem) || error.code !== "child_stays_already") return [];
  const { legal } = error.facts;
  return Array.isArray(legal) ? WHO.filter((who) => legal.includes(who)) : [];
}
