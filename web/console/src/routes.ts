/** Every screen of the console in one table: the router, the screenshots and the accessibility tests read it. */

export type RouteRow = {
  /** As the router has it; `$id` stands for the id of an incident, of a case, or of whoever it is. */
  path:
    | "/sign-in"
    | "/"
    | "/incidents/$id"
    | "/sessions"
    | "/cases"
    | "/cases/$id"
    | "/cash"
    | "/cash/$id"
    | "/board"
    | "/measures"
    | "/reports"
    | "/targets"
    | "/roster"
    | "/directory"
    | "/directory/import"
    | "/directory/workers/$id"
    | "/directory/centres/$id"
    | "/directory/centres/$id/standards"
    | "/directory/posts/$id"
    | "/directory/staff/$id"
    | "/directory/drills"
    | "/forms"
    | "/forms/$id"
    | "/incidents/$id/forms"
    | "/services"
    | "/referrals"
    | "/street"
    | "/committees"
    | "/committees/decisions"
    | "/committees/report"
    | "/committees/$id"
    | "/meetings/$id"
    | "/training"
    | "/training/$id"
    | "/outreach"
    | "/forecast"
    | "/centre"
    | "/centre/houses"
    | "/centre/decisions"
    | "/centre/children"
    | "/centre/stays/$id"
    | "/centre/meals"
    | "/centre/standards"
    | "/stays"
    | "/stays/$id";
  name: string;
  /** Who sees it; null is anybody. */
  role: "counsellor" | "supervisor" | "centre" | "administrator" | null;
  /** What must be there before a picture shows the screen at work. */
  needs: readonly (
    | "offer"
    | "incident"
    | "dispatch"
    | "over"
    | "wedding"
    | "session"
    | "expected"
    | "worker"
    | "house"
    | "post"
    | "person"
    | "draft"
    | "filled"
    | "case"
    | "stay"
    | "transfer"
    | "committee"
    | "meeting"
    | "course"
  )[];
};

export const ROUTES: readonly RouteRow[] = [
  { path: "/sign-in", name: "sign-in", role: null, needs: [] },
  { path: "/", name: "desk", role: "counsellor", needs: [] },
  { path: "/", name: "ring", role: "counsellor", needs: ["offer"] },
  { path: "/incidents/$id", name: "incident", role: "counsellor", needs: ["incident"] },
  {
    path: "/incidents/$id",
    name: "dispatched",
    role: "counsellor",
    needs: ["incident", "dispatch"],
  },
  { path: "/incidents/$id", name: "afterwards", role: "counsellor", needs: ["over"] },
  { path: "/incidents/$id", name: "wedding", role: "counsellor", needs: ["wedding"] },
  { path: "/sessions", name: "sessions", role: "counsellor", needs: ["session"] },
  { path: "/cases", name: "cases", role: "supervisor", needs: [] },
  { path: "/cases/$id", name: "case", role: "counsellor", needs: ["case"] },
  { path: "/cash", name: "cash", role: "supervisor", needs: [] },
  { path: "/cash", name: "cash-to-pay", role: "administrator", needs: [] },
  { path: "/cash/$id", name: "transfer", role: "counsellor", needs: ["transfer"] },
  { path: "/board", name: "board", role: "supervisor", needs: [] },
  { path: "/measures", name: "measures", role: "supervisor", needs: [] },
  { path: "/reports", name: "reports", role: "supervisor", needs: [] },
  { path: "/targets", name: "targets", role: "supervisor", needs: [] },
  { path: "/roster", name: "roster", role: "supervisor", needs: [] },
  { path: "/directory", name: "directory", role: "supervisor", needs: [] },
  { path: "/directory/import", name: "directory-import", role: "administrator", needs: [] },
  {
    path: "/directory/workers/$id",
    name: "directory-worker",
    role: "administrator",
    needs: ["worker"],
  },
  {
    path: "/directory/centres/$id",
    name: "directory-centre",
    role: "supervisor",
    needs: ["house"],
  },
  {
    path: "/directory/centres/$id/standards",
    name: "centre-standards",
    role: "supervisor",
    needs: ["house"],
  },
  { path: "/directory/posts/$id", name: "directory-post", role: "administrator", needs: ["post"] },
  {
    path: "/directory/staff/$id",
    name: "directory-staff",
    role: "administrator",
    needs: ["person"],
  },
  { path: "/directory/drills", name: "drills", role: "supervisor", needs: [] },
  { path: "/forms", name: "forms", role: "administrator", needs: [] },
  { path: "/forms/$id", name: "form", role: "administrator", needs: ["draft"] },
  {
    path: "/incidents/$id/forms",
    name: "incident-forms",
    role: "counsellor",
    needs: ["filled"],
  },
  { path: "/services", name: "services", role: "counsellor", needs: [] },
  { path: "/street", name: "street", role: "supervisor", needs: [] },
  { path: "/committees", name: "committees", role: "supervisor", needs: [] },
  { path: "/committees/decisions", name: "owed", role: "supervisor", needs: ["committee"] },
  {
    path: "/committees/report",
    name: "committee-report",
    role: "administrator",
    needs: ["committee"],
  },
  { path: "/committees/$id", name: "committee", role: "supervisor", needs: ["committee"] },
  {
    path: "/committees/$id",
    name: "committee-founded",
    role: "administrator",
    needs: ["committee"],
  },
  { path: "/meetings/$id", name: "meeting", role: "supervisor", needs: ["meeting"] },
  { path: "/training", name: "training", role: "supervisor", needs: [] },
  { path: "/training/$id", name: "course", role: "administrator", needs: ["course"] },
  { path: "/outreach", name: "outreach", role: "supervisor", needs: [] },
  { path: "/outreach", name: "outreach-of-centre", role: "centre", needs: ["expected"] },
  { path: "/outreach", name: "outreach-to-read", role: "counsellor", needs: [] },
  { path: "/forecast", name: "forecast", role: "supervisor", needs: [] },
  { path: "/centre", name: "centre", role: "centre", needs: ["expected"] },
  { path: "/centre/houses", name: "houses", role: "centre", needs: ["expected"] },
  { path: "/referrals", name: "asked", role: "centre", needs: ["expected"] },
  { path: "/centre/decisions", name: "owed-by-centre", role: "centre", needs: ["expected"] },
  { path: "/centre/children", name: "residents", role: "centre", needs: ["stay"] },
  { path: "/centre/stays/$id", name: "care", role: "centre", needs: ["stay"] },
  { path: "/centre/meals", name: "meals", role: "centre", needs: ["stay"] },
  { path: "/centre/standards", name: "standards", role: "centre", needs: ["stay"] },
  { path: "/stays", name: "longer-stays", role: "supervisor", needs: ["stay"] },
  { path: "/stays/$id", name: "overseen-stay", role: "supervisor", needs: ["stay"] },
];
