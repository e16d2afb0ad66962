/** The signs of life of whoever is out: when the next is due, that it is late, and the two verbs of the call centre. */
import type { CheckInRow, DispatchRow } from "@helpline/shared/types";
import { Icon } from "../../parts/Icon.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { StateWord } from "../../parts/status.tsx";
import { useSay } from "../../say/useSay.ts";
import { useMe } from "../../session/session.ts";
import { useVerb } from "../useVerb.ts";
import { askCheckIn, confirmCheckIn } from "../verbs.ts";

const LOOK = {
  wrong_pins: ["overdue", "late"],
  late: ["overdue", "late"],
  reminded: ["waiting", "bell"],
  asked: ["waiting", "bell"],
  due: ["info", "safe"],
} as const;

/** The word for how it stands, and the moment it is about. */
export function checkInState(row: CheckInRow): { word: keyof typeof LOOK; at: string } {
  if (row.late_at)
    return { word: row.late_why === "wrong_pins" ? "wrong_pins" : "late", at: row.late_at };
  if (row.reminded_at) return { word: "reminded", at: row.reminded_at };
  if (row.asked_at) return { word: "asked", at: row.asked_at };
  return { word: "due", at: row.due_at };
}

export function CheckInLine({ row, verbs = false }: { row: DispatchRow; verbs?: boolean }) {
  const say = useSay();
  const known = row.check_in;
  if (!known) return null;
  const { word, at } = checkInState(known);
  const [hue, icon] = LOOK[word];
  return (
    <>
      <p className="row small">
        <StateWord hue={hue} icon={icon}>
          {say.t(`console.check_in.${word}`, { time: say.clock(at) })}
        </StateWord>
        {known.last_at && (
          <span className="mute">
            {say.t("console.check_in.last", { time: say.clock(known.last_at) })}
          </span>
        )}
      </p>
      {verbs && <Verbs id={row.id} known={known} />}
    </>
  );
}

function Verbs({ id, known }: { id: string; known: CheckInRow }) {
  const say = useSay();
  const verb = useVerb();
  const may = useMe()?.permissions ?? [];
  const wanted = known.late_at !== null || known.reminded_at !== null || known.asked_at !== null;
  return (
    <div className="row">
      {may.includes("check_in.ask") && !wanted && (
        <button
          type="button"
          className="btn quiet slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => askCheckIn(id))}
        >
          <Icon name="bell" />
          {say.t("console.check_in.ask")}
        </button>
      )}
      {may.includes("check_in.confirm") && wanted && (
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => confirmCheckIn(id))}
        >
          <Icon name="safe" />
          {say.t("console.check_in.confirm")}
        </button>
      )}
      <Refused text={verb.refused} />
    </div>
  );
}
