/** Why a caller stands at this place: the wait and every head start, in seconds, and their sum. */
import type { WaitingRow } from "@helpline/shared/types";
import { useSay } from "../say/useSay.ts";
import { scoreNow, waitPoints } from "./score.ts";

type Props = { row: WaitingRow; now: number; place: number; of: number };

export function WhyHere({ row, now, place, of }: Props) {
  const say = useSay();
  return (
    <details className="why small">
      <summary>{say.t("console.why.place", { n: place, of })}</summary>
      <table>
        <caption className="mute">{say.t("console.why.formula")}</caption>
        <tbody>
          <tr>
            <th scope="row">{say.t("console.why.waited")}</th>
            <td className="num">{say.n(waitPoints(row, now))}</td>
          </tr>
          {row.reasons.map(({ code, points }) => (
            <tr key={code}>
              <th scope="row">{say.word("why_waiting", code)}</th>
              <td className="num">
                {points < 0 ? "−" : "+"}
                {say.n(Math.abs(points))}
              </td>
            </tr>
          ))}
          <tr className="sum">
            <th scope="row">{say.t("console.board.score")}</th>
            <td className="num">{say.n(scoreNow(row, now))}</td>
          </tr>
        </tbody>
      </table>
    </details>
  );
}
