/** Cash transfers: what waits for somebody first; for whoever pays, what is to be sent; totals for those who oversee; the versions of the scheme. */
import type { CashEnrolmentRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { typedNumber } from "../cases/numbers.ts";
import { Options } from "../children/Options.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { useMe } from "../session/session.ts";
import { CashLine } from "./CashLine.tsx";
import { STATES, WAITS } from "./codes.ts";
import { GrievanceList } from "./GrievanceList.tsx";
import { Payables } from "./Payables.tsx";
import { Schemes } from "./Schemes.tsx";
import { Totals } from "./Totals.tsx";
import { type Asked, listQuery } from "./verbs.ts";

const SHOWN = ["pay", "list", "grievances", "totals", "schemes"] as const;
type Shown = (typeof SHOWN)[number];
const NEEDS: Record<Shown, string> = {
  pay: "cash.pay",
  list: "cash.open",
  grievances: "cash.open",
  totals: "cash.see_totals",
  schemes: "cash.list",
};

export function CashPage() {
  const say = useSay();
  const may = useMe()?.permissions ?? [];
  const offered = SHOWN.filter((one) => may.includes(NEEDS[one]));
  const [shown, setShown] = useState<Shown>(offered[0] ?? "list");
  return (
    <main className="paper cash">
      <div className="paper-head">
        <h1>{say.t("console.cash.title")}</h1>
        {offered.length > 1 && (
          <fieldset className="seg" aria-label={say.t("console.cash.shown")}>
            {offered.map((code) => (
              <button
                key={code}
                type="button"
                aria-pressed={shown === code}
                onClick={() => setShown(code)}
              >
                {say.t(`console.cash.shown_${code}`)}
              </button>
            ))}
          </fieldset>
        )}
      </div>
      {shown === "pay" && <Payables />}
      {shown === "list" && <List />}
      {shown === "grievances" && <GrievanceList />}
      {shown === "totals" && <Totals />}
      {shown === "schemes" && <Schemes />}
    </main>
  );
}

function List() {
  const say = useSay();
  const me = useMe();
  const oversees = me?.role === "supervisor";
  const [state, setState] = useState<CashEnrolmentRow["state"] | "">("");
  const [waits, setWaits] = useState<CashEnrolmentRow["waits"][number] | "">("");
  const [number, setNumber] = useState("");
  const [mine, setMine] = useState(false);
  const typed = typedNumber(number);
  const asked: Asked = {
    ...(state && { state }),
    ...(waits && { waits }),
    ...(mine && { mine }),
    ...(/^CT-\d\d-\d{6}$/.test(typed) && { number: typed }),
  };
  const { data, error } = useQuery(listQuery(asked));
  return (
    <>
      <search className="book find">
        <Labelled name={say.t("console.cash.waits_for")}>
          <Options
            value={waits}
            codes={WAITS}
            family="cash_waits"
            none={say.t("console.cash.any")}
            onPick={setWaits}
          />
        </Labelled>
        <Labelled name={say.t("console.cash.state")}>
          <Options
            value={state}
            codes={STATES}
            family="cash_enrolment"
            none={say.t("console.cash.any")}
            onPick={setState}
          />
        </Labelled>
        <Labelled name={say.t("console.cash.number")}>
          <input
            className="field num"
            maxLength={20}
            placeholder="CT-26-000123"
            value={number}
            onChange={({ target }) => setNumber(target.value)}
          />
        </Labelled>
        {oversees && (
          <label className="row small case-mine">
            <input
              type="checkbox"
              checked={mine}
              onChange={({ target }) => setMine(target.checked)}
            />
            {say.t("console.cash.only_mine")}
          </label>
        )}
      </search>
      <Refused text={error && problemText(error, say)} />
      {data && (
        <section aria-label={say.t("console.cash.shown_list")}>
          <p className="group mute" role="status">
            {data.items.length === 0
              ? say.t("console.cash.none")
              : say.t("console.cash.n", { n: data.items.length })}
          </p>
          <ul className="entries">
            {data.items.map((row) => (
              <CashLine key={row.id} row={row} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
