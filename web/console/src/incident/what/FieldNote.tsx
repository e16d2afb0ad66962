/** A word beside a field when something is not as usual: not on the server yet, or somebody else wrote here. */
import type { IntakeField } from "@helpline/shared/types";
import { StateWord } from "../../parts/status.tsx";
import { useSay } from "../../say/useSay.ts";
import { useMe } from "../../session/session.ts";
import { useField } from "../useDraft.ts";

export function FieldNote({ field }: { field: IntakeField }) {
  const say = useSay();
  const me = useMe();
  const { state, savedBy, overwrote } = useField(field);
  if (state === "local") {
    return (
      <p className="field-note small" role="status">
        <StateWord hue="waiting" icon="hour">
          {say.t("console.what.only_here")}
        </StateWord>
      </p>
    );
  }
  if (overwrote) return <p className="field-note small mute">{say.t("console.what.overwrote")}</p>;
  if (state === "saved" && savedBy && savedBy.id !== me?.id) {
    return (
      <p className="field-note small mute">
        {say.t("console.what.written_by", { name: say.words(savedBy.name) })}
      </p>
    );
  }
  return null;
}
