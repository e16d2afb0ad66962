/** One transfer in a list: its number and group, its tranches as marks, what waits, what was paid of how much. */
import type { CashEnrolmentRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { nameOf } from "../cases/Marks.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Badge, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { taka } from "./money.ts";
import { ENROLMENT, TRANCHE } from "./standing.ts";

export function CashLine({ row }: { row: CashEnrolmentRow }) {
  const say = useSay();
  const { hue, icon } = ENROLMENT[row.state];
  const [first] = row.waits;
  return (
    <li className={`case-line edge st ${first ? "waiting" : hue}`}>
      <span className="entry-name">
        <Link to="/cash/$id" params={{ id: row.id }} className="entry-link num">
          {say.n(row.number)}
        </Link>
        <Badge hue={hue} icon={icon}>
          {say.word("cash_enrolment", row.state)}
        </Badge>
      </span>
      <span className="small cash-marks">
        {row.waits.length > 0 && (
          <span className="state">
            <Icon name="hour" />
            {row.waits.map((code) => say.word("cash_waits", code)).join(" · ")}
          </span>
        )}
        <Tranches row={row} />
        <span className="num mute">
          {say.t("console.cash.paid_of", {
            paid: taka(row.paid_poisha, say),
            all: taka(row.total_poisha, say),
          })}
        </span>
      </span>
      <span className="small mute case-where">
        <span>{say.words(row.group.name) || say.n(row.group.code)}</span>
        <span className="fact">
          <Icon name="pin" />
          {row.place ? say.words(row.place.name) : say.t("console.case.place_unknown")}
        </span>
        <span className="fact">
          <Icon name="user" />
          {nameOf(row.owner, say)}
        </span>
      </span>
    </li>
  );
}

/** Each tranche by number and word: no mark alone says how far it is. */
export function Tranches({ row }: { row: CashEnrolmentRow }) {
  const say = useSay();
  if (row.tranches.length === 0) return null;
  return (
    <span className="row cash-tranches">
      {row.tranches.map((one) => (
        <StateWord
          key={one.no}
          hue={one.held ? "overdue" : TRANCHE[one.state].hue}
          icon={one.held ? "hold" : TRANCHE[one.state].icon}
        >
          <span className="num">{say.n(one.no)}</span>{" "}
          {one.held ? say.t("console.cash.held") : say.word("cash_tranche", one.state)}
        </StateWord>
      ))}
    </span>
  );
}
