/** Who gets the money for the child: named by one person, confirmed by another; of an account three signs are shown. */
import { casesRead, cashNamePayee, childrenShow } from "@helpline/shared/api";
import type { CashPayeeRow, ChildFile, NewCashPayee } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { nameOf } from "../cases/Marks.tsx";
import { Options } from "../children/Options.tsx";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { ConfirmPayee } from "./ConfirmPayee.tsx";
import { CHANNELS } from "./codes.ts";
import type { FileProps } from "./EnrolmentPage.tsx";
import { called } from "./Payables.tsx";
import { recordOf } from "./people.ts";
import { useCashVerb } from "./useCashVerb.ts";

export function Payees(props: FileProps) {
  const say = useSay();
  const { file, may } = props;
  const [adding, setAdding] = useState(false);
  const running = file.enrolment.state === "applied" || file.enrolment.state === "enrolled";
  const standing = file.payees.find(({ confirmed_at, ended_at }) => confirmed_at && !ended_at);
  const former = file.payees.filter(({ ended_at }) => ended_at);
  // Only the one named last is confirmed; one that was mistyped is named anew.
  const waiting = file.payees.slice(-1).filter(({ confirmed_at }) => !confirmed_at);
  return (
    <Part title={say.t("console.cash.payee")}>
      {standing ? (
        <One payee={standing} />
      ) : (
        <p className="small mute">{say.t("console.cash.no_payee")}</p>
      )}
      {running && waiting.map((one) => <Waiting key={one.id} payee={one} {...props} />)}
      {former.length > 0 && (
        <details className="why case-earlier">
          <summary className="small">{say.t("console.cash.earlier", { n: former.length })}</summary>
          {former.map((one) => (
            <One key={one.id} payee={one} />
          ))}
        </details>
      )}
      {may.write && running && !adding && (
        <button type="button" className="btn quiet slim" onClick={() => setAdding(true)}>
          <Icon name="user" />
          {say.t("console.cash.name_payee")}
        </button>
      )}
      {may.write && running && adding && <Name {...props} onDone={() => setAdding(false)} />}
    </Part>
  );
}

function One({ payee }: { payee: CashPayeeRow }) {
  const say = useSay();
  const now = useNow();
  return (
    <div className="cash-payee">
      <p className="row">
        <b>{called(payee.name) || say.t("console.cash.name_unknown")}</b>
        <span className="small">{say.word("cash_channel", payee.channel)}</span>
        <span className="small num" lang="en">
          {payee.account ? say.n(payee.account) : say.t("console.case.erased")}
        </span>
      </p>
      <p className="small mute">
        {say.t("console.cash.named_by", {
          name: nameOf(payee.named_by, say),
          time: say.dayOrClock(payee.named_at, now),
        })}
        {payee.confirmed_at &&
          ` · ${say.t("console.cash.confirmed_by", {
            name: nameOf(payee.confirmed_by, say),
            time: say.dayOrClock(payee.confirmed_at, now),
          })}`}
      </p>
      {payee.other_children > 0 && (
        <p className="small">
          <StateWord hue="waiting" icon="flag">
            {say.t("console.cash.other_children", { n: payee.other_children })}
          </StateWord>
        </p>
      )}
      {payee.apart && (
        <p className="small">{say.t("console.cash.apart", { words: payee.apart })}</p>
      )}
    </div>
  );
}

function Waiting({ payee, ...props }: FileProps & { payee: CashPayeeRow }) {
  const say = useSay();
  const { may } = props;
  const own = payee.named_by?.id === may.me;
  return (
    <div className="case-approval">
      <StateWord hue="waiting" icon="hour">
        {say.t("console.cash.payee_waits")}
      </StateWord>
      <One payee={payee} />
      {may.approve && own && <p className="small mute">{say.t("console.cash.another_person")}</p>}
      {may.approve && !own && <ConfirmPayee payee={payee.id} {...props} />}
    </div>
  );
}

function Name({ file, named, onDone }: FileProps & { onDone: () => void }) {
  const say = useSay();
  const verb = useCashVerb(named);
  const [person, setPerson] = useState("");
  const [channel, setChannel] = useState<NewCashPayee["channel"]>("mobile");
  const [account, setAccount] = useState("");
  const [branch, setBranch] = useState("");
  const { data, error } = usePeople(file.enrolment.case.id);
  const lacks = !person || !account.trim();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (lacks) return;
    const path = { enrolment_id: file.enrolment.id };
    const body = { person, channel, account: account.trim(), branch: branch.trim() || null };
    if (await verb.act(() => cashNamePayee({ path, body }))) onDone();
  };
  return (
    <form
      className="book case-form"
      onSubmit={(event) => void submit(event)}
      aria-label={say.t("console.cash.name_payee")}
    >
      <p className="small mute">{say.t("console.cash.payee_note")}</p>
      <Labelled name={say.t("console.cash.person")} wide>
        <select className="field" value={person} onChange={({ target }) => setPerson(target.value)}>
          <option value="">{say.t("console.child.choose")}</option>
          {data?.people.map((one) => (
            <option key={one.id} value={one.id}>
              {personText(one, data, say)}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled name={say.t("console.cash.channel")}>
        <Options value={channel} codes={CHANNELS} family="cash_channel" onPick={setChannel} />
      </Labelled>
      <Labelled name={say.t(channel === "mobile" ? "console.cash.mobile" : "console.cash.account")}>
        <input
          className="field num"
          inputMode="numeric"
          maxLength={40}
          value={account}
          onChange={({ target }) => setAccount(target.value)}
        />
      </Labelled>
      {channel !== "mobile" && (
        <Labelled name={say.t("console.cash.branch")} wide>
          <input
            className="field"
            maxLength={200}
            value={branch}
            onChange={({ target }) => setBranch(target.value)}
          />
        </Labelled>
      )}
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          <Icon name="check" />
          {say.t("console.cash.name_payee")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused ?? (error && problemText(error, say))} />
    </form>
  );
}

function usePeople(caseId: string) {
  return useQuery({
    queryKey: ["cash", "people", caseId],
    queryFn: async ({ signal }) => {
      const { case: row } = await casesRead({ path: { case_id: caseId }, signal });
      return recordOf(row.child_id, (child_id, why) =>
        childrenShow({ path: { child_id }, query: { why }, signal }),
      );
    },
    refetchOnWindowFocus: false,
    gcTime: 0,
    retry: false,
  });
}

function personText({ id, said }: ChildFile["people"][number], file: ChildFile, say: Say): string {
  const name = [said.name_bn, said.name_latin, said.nickname].find(Boolean);
  const kinds = file.relations
    .filter((line) => line.person_id === id)
    .map((line) => say.word("relation", line.kind));
  return [name ?? say.t("console.cash.name_unknown"), ...kinds].join(" · ");
}
