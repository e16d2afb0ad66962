/** The telephone in the browser: it lifts by itself, renews its token, and lets go; the network is played. */
import { Problem } from "@helpline/shared/api";
import { expect, test, vi } from "vitest";
import {
  BrowserPhone,
  type Device,
  type Library,
  type Line,
} from "../src/softphone/browserPhone.ts";
import { deskPhone } from "../src/softphone/softphone.ts";

type Heard = Record<string, (line?: Line) => void>;

function played(register: () => Promise<void> = async () => undefined) {
  const heard: Heard = {};
  const device = {
    register: vi.fn(register),
    updateToken: vi.fn(),
    destroy: vi.fn(),
    on: (event: string, run: (line?: Line) => void) => {
      heard[event] = run;
    },
  };
  const made: unknown[] = [];
  class Played {
    constructor(token: string) {
      made.push(token);
      Object.assign(this, device);
    }
  }
  const library: Library = { Device: Played as unknown as new () => Device };
  return { heard, device, made, load: vi.fn(async () => library) };
}

function line() {
  const over: Record<string, () => void> = {};
  const one = { accept: vi.fn(), on: (event: string, run: () => void) => (over[event] = run) };
  return { one: one as unknown as Line, accept: one.accept, over };
}

const ask = () => Promise.resolve({ token: "t1" });

test("a telephone on the desk needs nothing of the browser", async () => {
  await deskPhone.start();
  expect(deskPhone.state()).toBe("desk");
});

test("levels are those of the other side, and a telephone on the desk has none", async () => {
  const { heard, load } = played();
  const phone = new BrowserPhone(ask, load);
  await phone.start();
  const { one, over } = line();
  heard.incoming?.(one);
  const levels: number[] = [];
  const out = phone.onLevel((level) => levels.push(level));
  const volume = over.volume as unknown as (own: number, other: number) => void;
  volume(0.9, 0.2);
  out();
  volume(0.9, 0.3);
  expect(levels).toEqual([0.2]);
  deskPhone.onLevel((level) => levels.push(level))();
  expect(levels).toEqual([0.2]);
});

test("the library is fetched only after the server gave a token", async () => {
  const { load, made } = played();
  const refused = new BrowserPhone(() => Promise.reject(new Problem(409)), load);
  await expect(refused.start()).rejects.toMatchObject({ status: 409 });
  expect(load).not.toHaveBeenCalled();
  expect(refused.state()).toBe("failed");
  await new BrowserPhone(ask, load).start();
  expect(made).toEqual(["t1"]);
});

test("a call that rings is lifted by itself, and the telephone is ready again when it is over", async () => {
  const { heard, load } = played();
  const phone = new BrowserPhone(ask, load);
  const states: string[] = [];
  phone.onChange(() => states.push(phone.state()));
  await phone.start();
  heard.registered?.();
  const { one, accept, over } = line();
  heard.incoming?.(one);
  expect(accept).toHaveBeenCalledOnce();
  over.disconnect?.();
  expect(states).toEqual(["connecting", "ready", "talking", "ready"]);
});

test("a token is renewed before it ends; when none can be had the line in use goes on", async () => {
  const { heard, device, load } = played();
  const tokens = vi
    .fn()
    .mockResolvedValueOnce({ token: "t1" })
    .mockResolvedValueOnce({ token: "t2" })
    .mockRejectedValue(new Problem(0));
  const phone = new BrowserPhone(tokens, load);
  await phone.start();
  heard.registered?.();
  heard.tokenWillExpire?.();
  await vi.waitFor(() => expect(device.updateToken).toHaveBeenCalledWith("t2"));
  heard.incoming?.(line().one);
  heard.tokenWillExpire?.();
  await vi.waitFor(() => expect(tokens).toHaveBeenCalledTimes(3));
  expect(phone.state()).toBe("talking");
});

test("without the network it fails in words and holds no line", async () => {
  const { device, load } = played(() => Promise.reject(new Error("no network")));
  const phone = new BrowserPhone(ask, load);
  await expect(phone.start()).rejects.toBeInstanceOf(Problem);
  expect(phone.state()).toBe("failed");
  expect(device.destroy).toHaveBeenCalledOnce();
});

test("stopping lets go of the line, and what the network says after that changes nothing", async () => {
  const { heard, device, load } = played();
  const phone = new BrowserPhone(ask, load);
  await phone.start();
  heard.registered?.();
  phone.stop();
  heard.unregistered?.();
  expect(device.destroy).toHaveBeenCalledOnce();
  expect(phone.state()).toBe("desk");
});
