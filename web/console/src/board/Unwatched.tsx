/** The alarm that nobody watches the ladders; the watcher itself is dead then, so it is asked for, not told. */
import { dispatchesLadders } from "@helpline/shared/api";
import { useQuery } from "@tanstack/react-query";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";

const AGAIN_MS = 15_000;

/** Absent while the watcher goes round. */
export function Unwatched() {
  const say = useSay();
  const { data } = useQuery({
    queryKey: ["ladders"],
    queryFn: ({ signal }) => dispatchesLadders({ signal }),
    refetchInterval: AGAIN_MS,
  });
  if (!data || data.watched) return null;
  return (
    <div className="notice st danger" role="alert">
      <Icon name="warn" />
      <span>
        <b>{say.t("console.board.unwatched")}</b>{" "}
        {data.at
          ? say.t("console.board.unwatched_since", { time: say.clock(data.at) })
          : say.t("console.board.unwatched_never")}
      </span>
    </div>
  );
}
