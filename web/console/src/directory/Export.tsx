/** Writes a table of the directory out as a file; addresses of people never leave. */
import { useState } from "react";
import { Icon } from "../parts/Icon.tsx";
import { saveFile } from "../parts/saveFile.ts";
import { useSay } from "../say/useSay.ts";

export function Export({ kind }: { kind: string }) {
  const say = useSay();
  const [failed, setFailed] = useState(false);
  if (kind === "contacts") return <p className="small mute">{say.t("console.import.never_out")}</p>;
  const save = async () =>
    setFailed(!(await saveFile(`/directory/export/${kind}`, `${kind}.csv`).catch(() => false)));
  return (
    <div>
      <button type="button" className="btn" onClick={() => void save()}>
        <Icon name="out" />
        {say.t("console.import.export")}
      </button>
      {failed && (
        <p role="alert" className="notice st overdue">
          {say.t("problem.no_answer")}
        </p>
      )}
    </div>
  );
}
