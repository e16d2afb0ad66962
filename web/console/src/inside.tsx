/** The root of all addresses and the frame of those who are signed in: where each role is sent, and what a page may ask for. */
import type { Me } from "@helpline/shared/types";
import { createRootRoute, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { queries, sessionQuery } from "./session/session.ts";
import { NoAnswer } from "./shell/NoAnswer.tsx";
import { Shell } from "./shell/Shell.tsx";

export const root = createRootRoute({ component: Outlet, errorComponent: NoAnswer });

const OF_CENTRES = /^\/(centre|referrals|outreach)(\/|$)/;
const OF_WORKERS = /^\/(cases|services|referrals|cash|committees|meetings|outreach)(\/|$)/;

export const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  beforeLoad: async ({ location }) => {
    const me = await queries.ensureQueryData(sessionQuery);
    if (!me) throw redirect({ to: "/sign-in" });
    const { pathname } = location;
    if (me.role === "centre" && !OF_CENTRES.test(pathname)) throw redirect({ to: "/centre" });
    if (me.role === "worker" && !OF_WORKERS.test(pathname)) throw redirect({ to: "/cases" });
    return { me };
  },
});

type Asked = { context: { me: Me } };

/** A page for those who may do this; others are sent to their own first page. */
export function only(action: string): (asked: Asked) => void {
  return ({ context: { me } }) => {
    if (!me.permissions.includes(action)) throw redirect({ to: "/" });
  };
}

export function onlyTheOffice({ context: { me } }: Asked): void {
  if (me.role !== "supervisor" && me.role !== "administrator") throw redirect({ to: "/" });
}
