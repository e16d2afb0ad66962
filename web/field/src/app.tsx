/** Who is here and which screen they see; the screens decide nothing about the session. */

import { hasSession, isSignedOut, staffEndSession, staffSeeSession } from "@helpline/shared/api";
import { t } from "@helpline/shared/i18n";
import { LiveClient, watchNetwork } from "@helpline/shared/live";
import type { DeclineReason, Id, Me, Outcome, TaskRow } from "@helpline/shared/types";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Alarm } from "./alarm.ts";
import { categoryNames } from "./categories.ts";
import { checkIn } from "./check-in.ts";
import { Drafts, forgetDrafts } from "./drafts.ts";
import { forgetPerson, rememberedMe, rememberMe } from "./memory.ts";
import { alertKey, FieldModel } from "./model.ts";
import { type Asking, go, LIST, replace, taskHash, useRoute } from "./route.ts";
import { Alert } from "./screens/alert.tsx";
import { CaseList } from "./screens/case-list.tsx";
import { CaseNotes } from "./screens/case-notes.tsx";
import { Choose } from "./screens/choose.tsx";
import { NewAlert } from "./screens/new-alert.tsx";
import { OutboxList } from "./screens/outbox.tsx";
import { Over } from "./screens/over.tsx";
import { Pins } from "./screens/pins.tsx";
import { Report } from "./screens/report.tsx";
import { Roll } from "./screens/roll.tsx";
import { Roster } from "./screens/roster.tsx";
import { Safe } from "./screens/safe.tsx";
import { SignIn } from "./screens/sign-in.tsx";
import { Task } from "./screens/task.tsx";
import { TaskList } from "./screens/task-list.tsx";
import { WhichCentre } from "./screens/which-centre.tsx";
import { IndexedKeys } from "./sealed.ts";
import { CASES_AT, forgetSealed, ROLL_AT, SealedMemory } from "./sealed-memory.ts";
import { shelfOfPhone } from "./shelf.ts";
import { isOver, mayHandBack, mayTell, nextVerb } from "./steps.ts";
import { onTouch } from "./touch.ts";
import { keepWaking, type Waking, wakeMe, wakeNoMore } from "./waking.ts";
import { Whereabouts } from "./whereabouts.ts";

const DECLINE: DeclineReason[] = ["too_far", "not_safe", "ill", "busy", "conflict", "other"];
const DECLINE_OF_CENTRE: DeclineReason[] = ["full", "not_safe", "conflict", "other"];
const OUTCOMES: Outcome[] = [
  "child_safe",
  "taken_to_centre",
  "not_found",
  "handed_to_police",
  "other",
];

const PART_OUTCOMES: Outcome[] = ["part_done", "not_found", "other"];

const ROSTER_AGAIN_MS = 5 * 60_000;

type Session = { state: "asking" } | { state: "out"; over: boolean } | { state: "in"; me: Me };

/** The whole app. `changed` ticks when the reader's settings change, so that every word is drawn again. */
export function App({ changed }: { changed: number }) {
  const [session, setSession] = useState<Session>(remembered);
  useEffect(() => {
    const answered = (next: (now: Session) => Session) =>
      setSession((now) => (now.state === "out" ? now : next(now)));
    staffSeeSession().then(
      (me) => {
        const told: Session = me.app === "field" ? inside(me) : { state: "out", over: false };
        answered((now) => (sameAs(now, me) ? now : told));
      },
      (problem: unknown) => answered((now) => withoutAnswer(now, problem)),
    );
  }, []);
  const signedIn = useCallback((me: Me) => setSession(inside(me)), []);
  const out = useCallback((over: boolean) => setSession({ state: "out", over }), []);

  // The next start must not open for somebody whom the server has let go.
  useEffect(() => {
    if (session.state !== "out") return;
    forgetPerson();
    forgetSealed();
    if (!session.over) forgetDrafts();
  }, [session]);
  const unsent = useMemo(() => shelfOfPhone().unsent(), [session.state]);

  if (session.state === "asking") return <div class="screen" />;
  if (session.state === "out") {
    return <SignIn over={session.over} unsent={unsent} onSignedIn={signedIn} />;
  }
  return <Field key={session.me.id} me={session.me} changed={changed} onOut={out} />;
}

/** Whoever was signed in last goes on at once: a slow network must not hide what waits on the phone. */
function remembered(): Session {
  const me = rememberedMe();
  return me ? { state: "in", me } : { state: "asking" };
}

function inside(me: Me): Session {
  rememberMe(me);
  // Asked once somebody is in: a phone short of room then throws away other pages first.
  void navigator.storage?.persist?.().catch(() => false);
  return { state: "in", me };
}

/** Whether the screen that stands already is this person's, and may go on undisturbed. */
function sameAs(now: Session, me: Me): boolean {
  return now.state === "in" && JSON.stringify(now.me) === JSON.stringify(me);
}

/** Without network whoever was signed in goes on working; only the server's own no ends that. */
function withoutAnswer(now: Session, problem: unknown): Session {
  if (now.state !== "in") return { state: "out", over: false };
  return isSignedOut(problem) ? { state: "out", over: true } : now;
}

type FieldProps = { me: Me; changed: number; onOut: (over: boolean) => void };

function Field({ me, onOut }: FieldProps) {
  const [, draw] = useState(0);
  const alarm = useMemo(() => new Alarm(), []);
  const model = useMemo(() => startModel(me, () => onOut(true)), [me, onOut]);
  const categoryName = useMemo(() => categoryNames(), []);
  const route = useRoute();

  useEffect(() => model.onChange(() => draw((count) => count + 1)), [model]);
  useEffect(() => () => model.stop(), [model]);
  // In a pocket too; the live line may not have noticed that the network was away.
  useEffect(() => {
    const back = () => model.networkBack();
    window.addEventListener("online", back);
    return () => window.removeEventListener("online", back);
  }, [model]);
  useEffect(() => {
    const whereabouts = new Whereabouts(model);
    return () => whereabouts.stop();
  }, [model]);
  useEffect(() => {
    const heard = () => draw((count) => count + 1);
    return onTouch(() => void (alarm.audible || alarm.unlock().then(heard)));
  }, [alarm]);

  const unseen = model.unseen();
  const onList = route.at === "list";
  useEffect(() => {
    if (unseen.length > 0) alarm.ring();
    else alarm.quiet();
    return () => alarm.quiet();
  }, [alarm, unseen.length]);
  // Only the list gives way to a new alert, once: nothing covers a task somebody is reading.
  const opened = useRef(new Set<string>());
  const fresh = unseen.find((task) => !opened.current.has(alertKey(task)));
  useEffect(() => {
    if (!onList || !fresh || document.visibilityState !== "visible") return;
    opened.current.add(alertKey(fresh));
    go(taskHash(fresh.dispatch_id));
  }, [onList, fresh]);
  useEffect(() => {
    document.title = unseen.length > 0 ? t("field.new_alert") : t("field.app");
  });

  // One short buzz, never the alarm: whoever threatens the worker must not be made to look.
  const due = model.tasks.some((task) => isDue(model, task));
  useEffect(() => {
    if (due) alarm.nudge();
  }, [alarm, due]);

  // A colleague's wish to swap can wait some minutes; a line on 2G is not kept busy for it.
  useEffect(() => {
    const look = () => void (document.visibilityState === "visible" && model.readRoster());
    const timer = setInterval(look, ROSTER_AGAIN_MS);
    return () => clearInterval(timer);
  }, [model]);

  const [waking, setWaking] = useState<Waking>("unknown");
  useEffect(() => void keepWaking().then(setWaking), [me.id]);
  const [stillIn, setStillIn] = useState(false);
  // The cookie is the server's: without its answer this phone is still signed in, and says so.
  const logOut = async () => {
    try {
      await staffEndSession();
    } catch (error) {
      if (!isSignedOut(error)) return setStillIn(true);
    }
    await wakeNoMore();
    replace(LIST);
    onOut(false);
  };

  const pushed =
    route.at === "pushed" ? model.tasks.find(({ task_no }) => task_no === route.taskNo) : undefined;
  useEffect(() => {
    if (!pushed) return;
    model.markSeen(pushed);
    replace(taskHash(pushed.dispatch_id));
  }, [model, pushed?.dispatch_id]);

  if (route.at === "list" || route.at === "pushed") {
    return (
      <TaskList
        model={model}
        waking={waking}
        onWake={() => void wakeMe().then(setWaking)}
        soundOff={!alarm.audible}
        onSound={() => void alarm.unlock().then(() => draw((count) => count + 1))}
        stillIn={stillIn}
        onLogOut={() => void logOut()}
      />
    );
  }
  if (route.at === "outbox") return <OutboxList model={model} />;
  if (route.at === "pins") return <Pins model={model} />;
  if (route.at === "cases") return <CaseList model={model} />;
  if (route.at === "case") return <CaseNotes key={route.id} model={model} id={route.id} />;
  if (route.at === "roster") return <Roster model={model} shift={route.shift} />;
  if (route.at === "roll" && model.rolls.site) return <Roll model={model} />;
  if (route.at === "roll") return <div class="screen" />;
  const task = model.task(route.id);
  const other = unseen.find(({ dispatch_id }) => dispatch_id !== route.id);
  return (
    <>
      {other ? <NewAlert task={other} onOpen={() => model.markSeen(other)} /> : null}
      <OneTask
        key={route.id}
        model={model}
        id={route.id}
        task={task}
        asking={route.asking}
        categoryName={categoryName}
      />
    </>
  );
}

function isDue(model: FieldModel, task: TaskRow): boolean {
  const now = checkIn(task.check_in, model.outbox.pending(task.dispatch_id), model.now());
  return now !== null && now.state !== "fine";
}

type OneTaskProps = {
  model: FieldModel;
  id: Id;
  task: TaskRow | undefined;
  asking: Asking;
  categoryName: (code: string) => Promise<string>;
};

function OneTask({ model, id, task, asking, categoryName }: OneTaskProps) {
  if (!task)
    return model.ready ? <Over model={model} task={task} id={id} /> : <div class="screen" />;
  if (asking === "why" && task.state === "alerting") {
    return (
      <Choose
        model={model}
        task={task}
        question={t("field.why_not")}
        note={t("field.why_not_note")}
        answers={(model.centre ? DECLINE_OF_CENTRE : DECLINE).map((code) => ({
          code,
          words: t(`decline.${code}`),
        }))}
        onAnswer={(reason) => model.send(task, { verb: "decline", reason })}
      />
    );
  }
  if (asking === "back" && mayHandBack(task.state)) {
    return (
      <Choose
        model={model}
        task={task}
        question={t("field.why_back")}
        note={t("field.why_back_note")}
        answers={DECLINE.map((code) => ({ code, words: t(`decline.${code}`) }))}
        onAnswer={(reason) => model.send(task, { verb: "hand_back", reason })}
      />
    );
  }
  if (asking === "safe" && task.check_in) return <Safe model={model} task={task} />;
  const outcomes = task.agency ? PART_OUTCOMES : OUTCOMES;
  if (asking === "outcome" && nextVerb(task.state, model.centre, task.goes) === "complete") {
    return (
      <Choose
        model={model}
        task={task}
        question={t("field.outcome")}
        note={t("field.outcome_note")}
        answers={outcomes.map((code) => ({ code, words: t(`outcome.${code}`) }))}
        leadsTo={(outcome) =>
          outcome === "taken_to_centre" && task.centres.length > 0
            ? taskHash(task.dispatch_id, "centre")
            : null
        }
        onAnswer={(outcome) => model.send(task, { verb: "complete", outcome })}
      />
    );
  }
  if (asking === "report" && mayTell(task, model.centre)) {
    return <Report model={model} task={task} />;
  }
  if (asking === "centre" && task.state === "reached") {
    return <WhichCentre model={model} task={task} />;
  }
  if (task.state === "alerting") return <Alert model={model} task={task} />;
  if (isOver(task.state)) return <Over model={model} task={task} id={id} />;
  return <Task model={model} task={task} categoryName={categoryName} />;
}

function startModel(me: Me, onSessionOver: () => void): FieldModel {
  const live = new LiveClient({
    app: "field",
    hasSession,
    // Another person has signed in on this phone, in another tab: their tasks are not for this screen.
    onHello: (who) => who.id === me.id || over(),
  });
  const leaveNetwork = watchNetwork(live);
  function over() {
    leaveNetwork();
    onSessionOver();
  }
  const keys = new IndexedKeys();
  const model = new FieldModel({
    live,
    me,
    shelf: shelfOfPhone(),
    drafts: new Drafts(me.id, keys, () => sessionStorage),
    rollMemory: new SealedMemory(ROLL_AT, me.id, keys, () => localStorage),
    caseMemory: new SealedMemory(CASES_AT, me.id, keys, () => localStorage),
    onSessionOver: over,
  });
  live.start();
  return model;
}
