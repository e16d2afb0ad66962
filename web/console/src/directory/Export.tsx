/** Writes a table of the directory out as a file; addresses of people never leave. */
import { useState } from "react";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";

export function Export({ kind }: { kind: string }) {
  const say = useSay();
  const [failed, setFailed] = useState(false);
  if (kind === "contacts") return <p className="small mute">{say.t("console.import.never_out")}</p>;
  const save = async () => setFailed(!(await saved(kind).catch(() => false)));
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

/** The shared door takes JSON only; this is the one answer that is a file. */
async function saved(kind: string): Promise<boolean> {
  const answer = await fetch(`/api/v1/directory/export/${kind}`, {
    headers: { "X-Helpline-App": "console" },
    cache: "no-store",
  });
  if (!answer.ok) return false;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = `${kind}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
  return true;
}
