/** The roll of four meals a day: a tap says that all ate, another one who did not; what nobody marks stays unknown. */
import { institutionsMarkMeals, institutionsMeals } from "@helpline/shared/api";
import type { Ate, BedBoardRow, Id, Meal, MealRoll, MealsOfDay } from "@helpline/shared/types";
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Options } from "../children/Options.tsx";
import { DateField } from "../dates/DateField.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { useChannel } from "../live/useChannel.ts";
import { useNow } from "../live/useNow.ts";
import { Chips } from "../parts/Chips.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { dayOf } from "./care/clock.ts";
import { ATE, WHY_CORRECTED } from "./care/codes.ts";
import { allOthersAte, changeOf, markedAs, mealNow, type Taps } from "./meals.ts";

/** Read again whenever the board of the centre has changed: somebody else may have marked. */
const rollQuery = (centre_id: Id, day: string, version: number) =>
  queryOptions<MealsOfDay>({
    queryKey: ["meals", centre_id, day, version],
    queryFn: ({ signal }) => institutionsMeals({ path: { centre_id }, query: { day }, signal }),
  });

export function Meals() {
  const say = useSay();
  const now = useNow();
  const { rows } = useChannel("field");
  const [board] = rows<BedBoardRow>("beds").values();
  const today = dayOf(now);
  const [picked, setDay] = useState<string | null>("");
  const day = picked || today;
  return (
    <main className="paper care">
      <div className="file-head">
        <Link to="/centre" className="small quiet-link">
          {say.t("console.care.to_desk")}
        </Link>
        <h1>{say.t("console.meals.title")}</h1>
      </div>
      <div className="book">
        <DateField wide name={say.t("console.care.day")} value={day} max={today} onSay={setDay} />
      </div>
      {board && <Day key={day} board={board} day={day} />}
    </main>
  );
}

function Day({ board, day }: { board: BedBoardRow; day: string }) {
  const say = useSay();
  /** Of the same day: another day has a component of its own. */
  const { data } = useQuery({
    ...rollQuery(board.id, day, board.version),
    placeholderData: keepPreviousData,
  });
  if (!data) {
    return (
      <p className="mute" role="status">
        {say.t("console.care.opening")}
      </p>
    );
  }
  return <MealsOf board={board} roll={data} />;
}

function MealsOf({ board, roll }: { board: BedBoardRow; roll: MealsOfDay }) {
  const say = useSay();
  const [meal, setMeal] = useState<Meal>(() => mealNow(roll));
  return (
    <>
      <div className="meal-row">
        <Chips
          label={say.t("console.meals.which")}
          choices={roll.totals.map((one) => ({
            code: one.meal,
            label: `${say.word("meal", one.meal)} · ${
              one.begun
                ? say.t("console.meals.counted", { n: one.here - one.unknown, all: one.here })
                : say.t("console.meals.to_come")
            }`,
          }))}
          chosen={[meal]}
          onChange={([code]) => code && setMeal(code as Meal)}
        />
      </div>
      <Roll key={meal} centre={board} roll={roll} meal={meal} />
    </>
  );
}

type RollProps = { centre: BedBoardRow; roll: MealsOfDay; meal: Meal };

function Roll({ centre, roll, meal }: RollProps) {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const [taps, setTaps] = useState<Taps>({});
  const [why, setWhy] = useState<NonNullable<MealRoll["why"]> | "">("");
  const total = roll.totals.find((one) => one.meal === meal);
  const { marks, corrects } = changeOf(roll, meal, taps);
  const lacks = marks.length === 0 || (corrects && !why);
  if (!total?.begun || !roll.open) {
    return (
      <p className="mute">
        {say.t(roll.open ? "console.meals.not_begun" : "console.meals.closed")}
      </p>
    );
  }
  const send = async () => {
    if (lacks) return;
    const body: MealRoll = { day: roll.day, meal, marks, why: why || null };
    const made = await verb.run(() =>
      institutionsMarkMeals({ path: { centre_id: centre.id }, body }),
    );
    if (!made) return;
    kept.setQueryData(rollQuery(centre.id, roll.day, centre.version).queryKey, made);
    setTaps({});
    setWhy("");
  };
  return (
    <section className="roll" aria-label={say.word("meal", meal)}>
      <p className="small">
        {say.t("console.meals.totals", {
          ate: total.ate,
          did_not: total.did_not,
          unknown: total.unknown,
        })}
      </p>
      <div className="row">
        <button
          type="button"
          className="btn primary"
          aria-disabled={total.unknown === 0}
          onClick={() => setTaps(allOthersAte(roll, meal, taps))}
        >
          <Icon name="check" />
          {say.t("console.meals.all_ate")}
        </button>
      </div>
      <ul className="roll-list">
        {roll.children.map((child) => (
          <li key={child.stay} className={child.stay in taps ? "is-changed" : undefined}>
            <b>
              {child.house
                ? `${say.words(child.house)} ${say.n(child.label ?? "")}`
                : say.t("console.centre.without_bed")}
            </b>
            <Chips
              label={`${say.words(child.house)} ${say.n(child.label ?? "")}`.trim() || child.stay}
              choices={ATE.map((code) => ({ code, label: say.word("ate", code) }))}
              chosen={[markedAs(child, meal, taps)].filter((code) => code !== null)}
              onChange={([code]) => code && setTaps({ ...taps, [child.stay]: code as Ate })}
            />
          </li>
        ))}
      </ul>
      {roll.children.length === 0 && <p className="mute">{say.t("console.care.nobody")}</p>}
      {corrects && (
        <div className="book">
          <Labelled name={say.t("console.meals.why")} wide>
            <Options
              value={why}
              codes={WHY_CORRECTED}
              family="why_corrected"
              none="—"
              onPick={setWhy}
            />
          </Labelled>
        </div>
      )}
      <div className="row roll-verbs">
        <button
          type="button"
          className="btn primary"
          aria-disabled={verb.busy || lacks}
          onClick={() => void send()}
        >
          {say.t("console.meals.write", { n: marks.length })}
        </button>
        {marks.length > 0 && (
          <button type="button" className="btn quiet" onClick={() => setTaps({})}>
            {say.t("common.cancel")}
          </button>
        )}
      </div>
      <Refused text={verb.refused} />
    </section>
  );
}
