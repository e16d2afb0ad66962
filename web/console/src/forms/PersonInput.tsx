/** Somebody of the helpline as an answer: oneself, or a worker found in the directory by whoever may look there. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { entriesQuery } from "../directory/verbs.ts";
import { useSay } from "../say/useSay.ts";
import { sessionQuery } from "../session/session.ts";
import type { InputProps } from "./FieldInput.tsx";
import { useNames } from "./names.ts";

type Person = { kind: string; id: string };

export function PersonInput({
  field,
  value,
  onSay,
  label,
  lang,
}: InputProps & { onSay: (value: unknown) => void }) {
  const say = useSay();
  const names = useNames();
  const me = useQueryClient().getQueryData(sessionQuery.queryKey);
  const [wanted, setWanted] = useState("");
  const mayLook = me?.permissions.includes("directory.see") ?? false;
  const takes = (kind: string) => (field.people ?? ["staff", "worker"]).includes(kind);
  const found = useQuery({
    ...entriesQuery({ q: wanted, what: "worker" }),
    enabled: mayLook && wanted.trim().length > 1,
  });
  const chosen = value as Person | undefined;
  const isMe = chosen?.id === me?.id;
  return (
    <div className="row form-person">
      {me && takes("staff") && (
        <button
          type="button"
          className={isMe ? "btn slim primary" : "btn slim"}
          aria-pressed={isMe}
          onClick={() => onSay(isMe ? undefined : { kind: "staff", id: me.id })}
        >
          {say.t("console.forms.myself")}
        </button>
      )}
      {mayLook && takes("worker") && (
        <>
          <input
            className="field"
            aria-label={label}
            placeholder={say.t("console.forms.find_worker")}
            value={wanted}
            onChange={({ target }) => setWanted(target.value)}
          />
          {(found.data?.items ?? []).slice(0, 5).map((one) => (
            <button
              key={one.id}
              type="button"
              className={chosen?.id === one.id ? "btn slim primary" : "btn slim"}
              aria-pressed={chosen?.id === one.id}
              onClick={() => onSay({ kind: "worker", id: one.id })}
            >
              {say.words(one.name)}
            </button>
          ))}
        </>
      )}
      {chosen && !isMe && (
        <span className="small mute">
          {names[chosen.id]?.[lang] ?? say.t("console.forms.one_chosen")}
        </span>
      )}
    </div>
  );
}
