/** The plan: goals, and the actions that somebody is responsible for until a day; worked on once it is approved. */
import type { ActionRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useSay } from "../say/useSay.ts";
import { Actions } from "./Actions.tsx";
import { PlanForm } from "./PlanForm.tsx";
import type { PartProps } from "./parts.ts";
import { ownersQuery } from "./queries.ts";
import { SheetPart } from "./SheetPart.tsx";
import { type Planned, type PlannedAction, planned } from "./sheets.ts";

export function PlanPart(props: PartProps) {
  const { opened, row } = props;
  const own = opened.actions.filter(({ episode }) => episode === row.episode);
  return (
    <SheetPart
      {...props}
      sheet="plan"
      view={(said) => <View said={planned(said)} actions={own} />}
      form={(form) => <PlanForm {...form} />}
    >
      <Actions {...props} rows={own} />
    </SheetPart>
  );
}

/** Actions that are worked on already stand below, with what shows that they are done. */
function View({ said, actions }: { said: Planned; actions: ActionRow[] }) {
  const say = useSay();
  const begun = new Set(actions.map(({ id }) => id));
  return (
    <div className="small">
      {said.summary && <p className="case-words">{said.summary}</p>}
      <ol className="case-goals">
        {said.goals.map((goal) => (
          <li key={goal.key}>
            <b className="case-words">{goal.words}</b>
            <ul>
              {goal.actions
                .filter(({ id }) => !id || !begun.has(id))
                .map((action) => (
                  <li key={action.key}>
                    <span className="case-words">{action.words}</span>{" "}
                    <span className="mute">
                      · <Responsible action={action} /> ·{" "}
                      <span className="num">
                        {action.due_on && say.day(`${action.due_on}T00:00:00+06:00`)}
                      </span>
                    </span>
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Responsible({ action }: { action: PlannedAction }) {
  const say = useSay();
  const { data } = useQuery(ownersQuery);
  const known = data?.items.find(({ id }) => id === action.responsible);
  return <>{known ? say.words(known.name) : action.who || say.t("console.case.somebody")}</>;
}
