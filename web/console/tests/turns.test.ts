import { expect, test } from "vitest";
import { turns } from "../src/incident/turns.ts";

/** A verb whose answer comes when the test says so, and what was asked until now. */
function slow() {
  const asked: string[] = [];
  const answer: Record<string, (fails?: boolean) => void> = {};
  const verb = (name: string) => () =>
    new Promise<string>((done, failed) => {
      asked.push(name);
      answer[name] = (fails = false) => (fails ? failed(new Error(name)) : done(name));
    });
  return { asked, answer, verb };
}

const settled = () => new Promise((done) => setTimeout(done));

test("a button that is greyed asks nothing", async () => {
  const { asked, answer, verb } = slow();
  const { run } = turns();
  const first = run(verb("add"));
  expect(await run(verb("other"))).toBeNull();
  answer.add?.();
  expect(await first).toBe("add");
  expect(asked).toEqual(["add"]);
});

test("keys pressed before the answer are done in their order", async () => {
  const { asked, answer, verb } = slow();
  const { inTurn } = turns();
  void inTurn("mute", verb("mute"));
  const back = inTurn("unmute", verb("unmute"));
  const end = inTurn("end", verb("end"));
  await settled();
  expect(asked).toEqual(["mute"]);
  answer.mute?.();
  await settled();
  expect(asked).toEqual(["mute", "unmute"]);
  answer.unmute?.();
  expect(await back).toBe("unmute");
  await settled();
  answer.end?.();
  expect(await end).toBe("end");
});

test("a key pressed twice before anything changed is one press", async () => {
  const { asked, answer, verb } = slow();
  const { inTurn } = turns();
  const first = inTurn("mute", verb("mute"));
  expect(await inTurn("mute", verb("mute"))).toBeNull();
  answer.mute?.();
  await first;
  void inTurn("mute", verb("mute"));
  await settled();
  expect(asked).toEqual(["mute", "mute"]);
});

test("what was refused holds up nobody and is the caller's to tell", async () => {
  const { answer, verb } = slow();
  const { inTurn } = turns();
  const first = inTurn("hold", verb("hold"));
  const next = inTurn("resume", verb("resume"));
  answer.hold?.(true);
  await expect(first).rejects.toThrow("hold");
  await settled();
  answer.resume?.();
  expect(await next).toBe("resume");
});

test("a key is not taken for one that was done before", async () => {
  const { asked, answer, verb } = slow();
  const { run, inTurn } = turns();
  const first = inTurn("mute", verb("mute"));
  answer.mute?.();
  await first;
  void run(verb("transfer"));
  void inTurn("mute", verb("mute"));
  answer.transfer?.();
  await settled();
  expect(asked).toEqual(["mute", "transfer", "mute"]);
});
