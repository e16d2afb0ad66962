/** The own open cases, what is due first comes first: numbers, initials and days; no word of a file lies on a phone. */

import { t } from "@helpline/shared/i18n";
import type { PocketCase } from "@helpline/shared/types";
import { useEffect } from "preact/hooks";
import type { FieldModel } from "../model.ts";
import { Bar, Heading, Icon } from "../parts.tsx";
import { dayWords, n } from "../reader.ts";
import { caseHash, LIST } from "../route.ts";
import { Refusals } from "./refusals.tsx";

export function CaseList({ model }: { model: FieldModel }) {
  const { known, fresh } = model.cases;
  useEffect(() => void model.readCases(), [model]);
  return (
    <div class="screen">
      <Bar model={model} back />
      <Refusals model={model} />
      <main class="main list">
        <Heading>{t("field.cases.title")}</Heading>
        <p class="mute small">{t(fresh ? "field.cases.note" : "field.cases.as_known")}</p>
        {known?.length === 0 ? <p class="mute empty">{t("field.cases.none")}</p> : null}
        <ul class="tasks">
          {known?.map((row) => (
            <li key={row.id}>
              <CaseLine row={row} nowMs={model.now()} />
            </li>
          ))}
        </ul>
      </main>
      <footer class="foot">
        <a class="btn primary big" href={LIST}>
          {t("field.tasks")}
        </a>
      </footer>
    </div>
  );
}

function CaseLine({ row, nowMs }: { row: PocketCase; nowMs: number }) {
  return (
    <a class="task-line" href={caseHash(row.id)}>
      <span class="row">
        <b class="num">{n(row.number)}</b>
        {row.initials ? <span>{row.initials}</span> : null}
      </span>
      <NextDue row={row} nowMs={nowMs} />
    </a>
  );
}

/** What is due next, and whether its day has passed. */
export function NextDue({ row, nowMs }: { row: PocketCase; nowMs: number }) {
  const [next] = row.dues;
  if (!next) return null;
  const late = Date.parse(next.due_at) < nowMs;
  const day = dayWords(new Date(Date.parse(next.due_at)).toISOString().slice(0, 10));
  return (
    <span class={`st ${late ? "overdue" : "none"}`}>
      <span class="state small">
        <Icon name={late ? "late" : "clock"} />
        {t(`field.case_due.${next.due}`)} · <span class="num">{day}</span>
      </span>
    </span>
  );
}
