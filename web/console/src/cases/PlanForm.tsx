/** Writes the next revision of a plan, from the one before: goals and actions are added, changed and left out. */
import { casesRequestApproval, casesWritePlan } from "@helpline/shared/api";
import { newId } from "@helpline/shared/new-id";
import { type FormEvent, useState } from "react";
import { DateField } from "../dates/DateField.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { PersonPick, Words } from "./Fields.tsx";
import { SaveRow } from "./SaveRow.tsx";
import type { FormProps } from "./SheetPart.tsx";
import { type Goal, hasDays, type PlannedAction, planned, toSend } from "./sheets.ts";
import { useCaseVerb } from "./useCase.ts";

const newAction = (): PlannedAction => ({
  key: newId(),
  id: null,
  words: "",
  responsible: "",
  who: "",
  due_on: "",
});
const newGoal = (): Goal => ({ key: newId(), words: "", actions: [newAction()] });

export function PlanForm({ caseId, before, onDone }: FormProps) {
  const say = useSay();
  const verb = useCaseVerb();
  const [said, setSaid] = useState(() => {
    const known = planned(before?.said);
    return known.goals.length > 0 ? known : { ...known, goals: [newGoal()] };
  });
  const [dayless, setDayless] = useState(false);
  const putGoal = (at: number, goal: Goal | null) => {
    const goals = said.goals.flatMap((one, index) => (index === at ? (goal ?? []) : one));
    setSaid({ ...said, goals });
  };
  const save = (asks: boolean) => {
    setDayless(!hasDays(said));
    if (!hasDays(said)) return;
    void verb.run(async () => {
      const path = { case_id: caseId };
      const body = toSend(said, before?.revision ?? 0);
      const { revision } = await casesWritePlan({ path, body });
      const sheet = "plan" as const;
      if (asks) await casesRequestApproval({ path: { ...path, sheet }, body: { revision } });
      onDone();
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(false);
  };
  return (
    <form className="case-form" onSubmit={submit} aria-label={say.word("case_sheet", "plan")}>
      <Words
        name={say.t("console.case.plan_summary")}
        value={said.summary}
        onText={(summary) => setSaid({ ...said, summary })}
      />
      {said.goals.map((goal, at) => (
        <GoalField key={goal.key} no={at + 1} goal={goal} onChange={(next) => putGoal(at, next)} />
      ))}
      <button
        type="button"
        className="btn quiet slim"
        onClick={() => setSaid({ ...said, goals: [...said.goals, newGoal()] })}
      >
        {say.t("console.case.add_goal")}
      </button>
      {dayless && (
        <p className="notice st overdue small" role="alert">
          {say.t("console.case.day_needed")}
        </p>
      )}
      <SaveRow busy={verb.busy} onAsk={() => save(true)} onLeave={onDone} />
      <Refused text={verb.refused} />
    </form>
  );
}

type GoalProps = { no: number; goal: Goal; onChange: (goal: Goal | null) => void };

function GoalField({ no, goal, onChange }: GoalProps) {
  const say = useSay();
  const put = (at: number, action: PlannedAction | null) => {
    const actions = goal.actions.flatMap((one, index) => (index === at ? (action ?? []) : one));
    onChange({ ...goal, actions });
  };
  const name = say.t("console.case.goal", { no });
  return (
    <fieldset className="case-goal" aria-label={name}>
      <div className="row case-head">
        <Labelled name={name} wide>
          <input
            className="field"
            maxLength={2000}
            value={goal.words}
            onChange={({ target }) => onChange({ ...goal, words: target.value })}
          />
        </Labelled>
        <button
          type="button"
          className="btn quiet slim"
          aria-label={say.t("console.case.remove_goal", { no })}
          onClick={() => onChange(null)}
        >
          <Icon name="x" />
          {say.t("console.case.remove")}
        </button>
      </div>
      {goal.actions.map((action, at) => (
        <ActionField
          key={action.key}
          no={at + 1}
          action={action}
          onChange={(next) => put(at, next)}
        />
      ))}
      <button
        type="button"
        className="btn quiet slim"
        onClick={() => onChange({ ...goal, actions: [...goal.actions, newAction()] })}
      >
        {say.t("console.case.add_action")}
      </button>
    </fieldset>
  );
}

type ActionProps = {
  no: number;
  action: PlannedAction;
  onChange: (action: PlannedAction | null) => void;
};

function ActionField({ no, action, onChange }: ActionProps) {
  const say = useSay();
  const name = say.t("console.case.action", { no });
  const put = (part: Partial<PlannedAction>) => onChange({ ...action, ...part });
  return (
    <fieldset className="book case-action-field" aria-label={name}>
      <div className="whole">
        <Labelled name={name}>
          <input
            className="field"
            maxLength={2000}
            value={action.words}
            onChange={({ target }) => put({ words: target.value })}
          />
        </Labelled>
      </div>
      <PersonPick
        name={say.t("console.case.responsible")}
        none={say.t("console.case.somebody_else")}
        value={action.responsible}
        onPick={(responsible) => put({ responsible })}
      />
      {!action.responsible && (
        <Labelled name={say.t("console.case.who")} wide>
          <input
            className="field"
            maxLength={120}
            value={action.who}
            onChange={({ target }) => put({ who: target.value })}
          />
        </Labelled>
      )}
      <DateField
        wide
        name={say.t("console.case.until")}
        value={action.due_on}
        onSay={(day) => put({ due_on: day ?? "" })}
      />
      <button
        type="button"
        className="btn quiet slim"
        aria-label={say.t("console.case.remove_action", { no })}
        onClick={() => onChange(null)}
      >
        <Icon name="x" />
        {say.t("console.case.remove")}
      </button>
    </fieldset>
  );
}
