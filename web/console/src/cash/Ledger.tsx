/** The ledger: what stands in each account, and every entry with its two sides; nothing of it is ever changed. */
import type { CashEntryRow, CashFile } from "@helpline/shared/types";
import { nameOf } from "../cases/Marks.tsx";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { useSay } from "../say/useSay.ts";
import { taka } from "./money.ts";

const ACCOUNTS = ["committed", "payable", "in_transit", "paid"] as const;

export function Ledger({ file }: { file: CashFile }) {
  const say = useSay();
  const { entries, balances } = file.ledger;
  return (
    <Part title={say.t("console.cash.ledger")}>
      <dl className="facts">
        {ACCOUNTS.map((account) => (
          <div key={account}>
            <dt className="small mute">{say.word("cash_account", account)}</dt>
            <dd className="num">{taka(balances[account], say)}</dd>
          </div>
        ))}
      </dl>
      {entries.length > 0 && (
        <details className="why">
          <summary className="small">
            {say.t("console.cash.entries", { n: entries.length })}
          </summary>
          <ol className="file-list cash-entries">
            {entries.map((one) => (
              <li key={one.no}>
                <Entry one={one} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </Part>
  );
}

function Entry({ one }: { one: CashEntryRow }) {
  const say = useSay();
  const now = useNow();
  return (
    <>
      <p className="row small">
        <span className="num mute">{say.n(one.no)}</span>
        <b>{say.word("cash_entry", one.kind)}</b>
        {one.tranche !== null && (
          <span className="mute">{say.t("console.cash.tranche", { n: one.tranche })}</span>
        )}
        {one.reverses !== null && (
          <span className="mute">{say.t("console.cash.reverses", { n: one.reverses })}</span>
        )}
      </p>
      <ul className="small cash-lines">
        {one.lines.map(({ account, poisha }) => (
          <li key={account}>
            <span>{say.word("cash_account", account)}</span>
            <span className="num">{taka(poisha, say)}</span>
          </li>
        ))}
      </ul>
      <p className="small mute">
        {nameOf(one.by, say)} · <span className="num">{say.dayOrClock(one.at, now)}</span>
      </p>
    </>
  );
}
