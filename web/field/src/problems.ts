/** What the server refused, said to the worker; it never shows the server's own sentences. */

import type { Problem } from "@helpline/shared/api";
import { t } from "@helpline/shared/i18n";

/** The words for a refusal at sign-in or at a verb. */
export function problemWords(problem: Problem): string {
  if (problem.status === 401) return t("problem.wrong_name_or_password");
  if (problem.status === 429) return t("problem.too_many");
  if (problem.code === "no_bed_free") return t("field.no_bed");
  if (problem.mayPass) return t("problem.no_answer");
  return t("problem.refused", { code: problem.code });
}
