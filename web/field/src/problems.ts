/** What the server refused, said to the worker; it never shows the server's own sentences. */

import type { Problem } from "@helpline/shared/api";
import { hasWords, t } from "@helpline/shared/i18n";
import type { Sending } from "./outbox.ts";

/** The words for a refusal at sign-in or at a verb. */
export function problemWords(problem: Problem): string {
  if (problem.status === 401) return t("problem.wrong_name_or_password");
  if (problem.status === 429) return t("problem.too_many");
  if (problem.mayPass) return t("problem.no_answer");
  return t("problem.refused", { code: problem.code });
}

/** Why a command was refused, from its receipt. */
export function refusalWords({ receipt }: Sending): string {
  const code = receipt?.code ?? "";
  const words = `refused.${code}`;
  return hasWords(words) ? t(words) : t("problem.refused", { code });
}
