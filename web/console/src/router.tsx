/** The console's addresses: who may see which, and the shell around them. */
import type { Me } from "@helpline/shared/types";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { Board } from "./board/Board.tsx";
import { CentreDesk } from "./centre/CentreDesk.tsx";
import { Houses } from "./centre/Houses.tsx";
import { Targets } from "./clock/Targets.tsx";
import { CentrePage } from "./directory/CentrePage.tsx";
import { Directory } from "./directory/Directory.tsx";
import { Import } from "./directory/Import.tsx";
import { LastDrills } from "./directory/LastDrills.tsx";
import { PostPage } from "./directory/PostPage.tsx";
import { StaffPage } from "./directory/StaffPage.tsx";
import { WorkerPage } from "./directory/WorkerPage.tsx";
import { Desk } from "./duty/Desk.tsx";
import { IncidentScreen } from "./incident/IncidentScreen.tsx";
import { Measures } from "./measures/Measures.tsx";
import { Roster } from "./roster/Roster.tsx";
import { SignIn } from "./session/SignIn.tsx";
import { queries, sessionQuery } from "./session/session.ts";
import { MySessions } from "./sessions/MySessions.tsx";
import { NoAnswer } from "./shell/NoAnswer.tsx";
import { Shell } from "./shell/Shell.tsx";

const root = createRootRoute({ component: Outlet, errorComponent: NoAnswer });

const signIn = createRoute({ getParentRoute: () => root, path: "/sign-in", component: SignIn });

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  beforeLoad: async ({ location }) => {
    const me = await queries.ensureQueryData(sessionQuery);
    if (!me) throw redirect({ to: "/sign-in" });
    const elsewhere = !/^\/centre(\/|$)/.test(location.pathname);
    if (me.role === "centre" && elsewhere) throw redirect({ to: "/centre" });
    const outside = !/^\/(cases|services|cash|committees|meetings)(\/|$)/.test(location.pathname);
    if (me.role === "worker" && outside) throw redirect({ to: "/cases" });
    return { me };
  },
});

const desk = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: Desk,
  beforeLoad: ({ context: { me } }) => {
    if (me.role === "supervisor") throw redirect({ to: "/board" });
    if (me.role === "administrator") throw redirect({ to: "/directory" });
  },
});

const incident = createRoute({
  getParentRoute: () => inside,
  path: "/incidents/$id",
  component: IncidentScreen,
});

const board = createRoute({
  getParentRoute: () => inside,
  path: "/board",
  component: Board,
  beforeLoad: ({ context: { me } }) => {
    if (me.role !== "supervisor") throw redirect({ to: "/" });
  },
});

const centre = createRoute({
  getParentRoute: () => inside,
  path: "/centre",
  component: CentreDesk,
  beforeLoad: onlyCentres,
});

const houses = createRoute({
  getParentRoute: () => inside,
  path: "/centre/houses",
  component: Houses,
  beforeLoad: onlyCentres,
});

const asked = createRoute({
  getParentRoute: () => inside,
  path: "/centre/referrals",
  component: lazyRouteComponent(() => import("./referrals/Asked.tsx"), "Asked"),
  beforeLoad: onlyCentres,
});

function onlyCentres({ context: { me } }: { context: { me: Me } }) {
  if (me.role !== "centre") throw redirect({ to: "/" });
}

function onlyOverseers({ context: { me } }: { context: { me: Me } }) {
  if (!me.permissions.includes("stays.oversee")) throw redirect({ to: "/" });
}

/** Care of the children who stay: fetched when it is opened, the desk needs none of it. */
const carePages = [
  createRoute({
    getParentRoute: () => inside,
    path: "/centre/children",
    component: lazyRouteComponent(() => import("./centre/Children.tsx"), "Children"),
    beforeLoad: onlyCentres,
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/centre/stays/$id",
    component: lazyRouteComponent(() => import("./centre/care/StayPage.tsx"), "OwnStay"),
    beforeLoad: onlyCentres,
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/centre/meals",
    component: lazyRouteComponent(() => import("./centre/Meals.tsx"), "Meals"),
    beforeLoad: onlyCentres,
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/centre/standards",
    component: lazyRouteComponent(() => import("./centre/Standards.tsx"), "Standards"),
    beforeLoad: onlyCentres,
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/stays",
    component: lazyRouteComponent(() => import("./board/InCare.tsx"), "LongerStays"),
    beforeLoad: onlyOverseers,
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/directory/centres/$id/standards",
    component: lazyRouteComponent(() => import("./centre/Standards.tsx"), "OverseenStandards"),
    beforeLoad: onlyTheOffice,
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/stays/$id",
    component: lazyRouteComponent(() => import("./centre/care/StayPage.tsx"), "OverseenStay"),
    beforeLoad: onlyOverseers,
  }),
] as const;

const sessions = createRoute({
  getParentRoute: () => inside,
  path: "/sessions",
  component: MySessions,
  beforeLoad: ({ context: { me } }) => {
    if (me.role === "supervisor") throw redirect({ to: "/board" });
  },
});

/** Fetched when they are opened: a counsellor in a call needs none of it. */
const cases = createRoute({
  getParentRoute: () => inside,
  path: "/cases",
  component: lazyRouteComponent(() => import("./cases/CasesPage.tsx"), "CasesPage"),
  beforeLoad: onlyCaseWork,
});

const oneCase = createRoute({
  getParentRoute: () => inside,
  path: "/cases/$id",
  component: lazyRouteComponent(() => import("./cases/CasePage.tsx"), "CasePage"),
  beforeLoad: onlyCaseWork,
});

const cash = createRoute({
  getParentRoute: () => inside,
  path: "/cash",
  component: lazyRouteComponent(() => import("./cash/CashPage.tsx"), "CashPage"),
  beforeLoad: ({ context: { me } }) => {
    if (!me.permissions.includes("cash.list")) throw redirect({ to: "/" });
  },
});

const oneCash = createRoute({
  getParentRoute: () => inside,
  path: "/cash/$id",
  component: lazyRouteComponent(() => import("./cash/EnrolmentPage.tsx"), "EnrolmentPage"),
  beforeLoad: ({ context: { me } }) => {
    if (!me.permissions.includes("cash.open")) throw redirect({ to: "/cash" });
  },
});

const measures = createRoute({
  getParentRoute: () => inside,
  path: "/measures",
  component: Measures,
  beforeLoad: ({ context: { me } }) => {
    if (me.role !== "supervisor") throw redirect({ to: "/" });
  },
});

/** Fetched when it is opened: tables are read by few, and seldom. */
const reports = createRoute({
  getParentRoute: () => inside,
  path: "/reports",
  component: lazyRouteComponent(() => import("./reports/Reports.tsx"), "Reports"),
  beforeLoad: ({ context: { me } }) => {
    if (!me.permissions.includes("reports.read")) throw redirect({ to: "/" });
  },
});

const targets = createRoute({
  getParentRoute: () => inside,
  path: "/targets",
  component: Targets,
  beforeLoad: onlyTheOffice,
});

const roster = createRoute({
  getParentRoute: () => inside,
  path: "/roster",
  component: Roster,
  beforeLoad: onlyTheOffice,
});

/** Fetched when it is opened: few people write forms. */
const forms = createRoute({
  getParentRoute: () => inside,
  path: "/forms",
  component: lazyRouteComponent(() => import("./forms/FormsPage.tsx"), "FormsPage"),
  beforeLoad: onlyEditors,
});

const form = createRoute({
  getParentRoute: () => inside,
  path: "/forms/$id",
  component: lazyRouteComponent(() => import("./forms/FormPage.tsx"), "FormPage"),
  beforeLoad: onlyEditors,
});

const incidentForms = createRoute({
  getParentRoute: () => inside,
  path: "/incidents/$id/forms",
  component: lazyRouteComponent(() => import("./forms/IncidentForms.tsx"), "IncidentForms"),
  beforeLoad: ({ context: { me } }) => {
    if (!me.permissions.includes("forms.fill")) throw redirect({ to: "/" });
  },
});

/** Fetched when they are opened: boards meet once a month. */
const committees = createRoute({
  getParentRoute: () => inside,
  path: "/committees",
  component: lazyRouteComponent(() => import("./boards/CommitteesPage.tsx"), "CommitteesPage"),
  beforeLoad: onlyOfCommittees,
});

const committee = createRoute({
  getParentRoute: () => inside,
  path: "/committees/$id",
  component: lazyRouteComponent(() => import("./boards/CommitteePage.tsx"), "CommitteePage"),
  beforeLoad: onlyOfCommittees,
});

const meeting = createRoute({
  getParentRoute: () => inside,
  path: "/meetings/$id",
  component: lazyRouteComponent(() => import("./boards/MeetingPage.tsx"), "MeetingPage"),
  beforeLoad: onlyOfCommittees,
});

const forecast = createRoute({
  getParentRoute: () => inside,
  path: "/forecast",
  component: lazyRouteComponent(() => import("./outreach/ForecastPage.tsx"), "ForecastPage"),
  beforeLoad: ({ context: { me } }) => {
    if (!me.permissions.includes("forecast.see")) throw redirect({ to: "/" });
  },
});

/** Whoever refers a child looks here first; a centre has its own pages. */
const services = createRoute({
  getParentRoute: () => inside,
  path: "/services",
  component: lazyRouteComponent(() => import("./services/ServicesPage.tsx"), "ServicesPage"),
});

/** Fetched when it is opened: figures are read by few. */
const street = createRoute({
  getParentRoute: () => inside,
  path: "/street",
  component: lazyRouteComponent(() => import("./street/StreetPage.tsx"), "StreetPage"),
  beforeLoad: onlyTheOffice,
});

/** Every page of the directory is for supervisors and administrators. */
const directory = createRoute({
  getParentRoute: () => inside,
  id: "of-directory",
  component: Outlet,
  beforeLoad: onlyTheOffice,
});
const directoryPages = [
  createRoute({ getParentRoute: () => directory, path: "/directory", component: Directory }),
  createRoute({
    getParentRoute: () => directory,
    path: "/directory/import",
    component: Import,
    beforeLoad: ({ context: { me } }) => {
      if (!me.permissions.includes("directory.manage")) throw redirect({ to: "/directory" });
    },
  }),
  createRoute({
    getParentRoute: () => directory,
    path: "/directory/workers/$id",
    component: WorkerPage,
  }),
  createRoute({
    getParentRoute: () => directory,
    path: "/directory/centres/$id",
    component: CentrePage,
  }),
  createRoute({
    getParentRoute: () => directory,
    path: "/directory/posts/$id",
    component: PostPage,
  }),
  createRoute({
    getParentRoute: () => directory,
    path: "/directory/staff/$id",
    component: StaffPage,
  }),
  createRoute({
    getParentRoute: () => directory,
    path: "/directory/drills",
    component: LastDrills,
  }),
] as const;

function onlyTheOffice({ context: { me } }: { context: { me: Me } }) {
  if (me.role !== "supervisor" && me.role !== "administrator") throw redirect({ to: "/" });
}

function onlyCaseWork({ context: { me } }: { context: { me: Me } }) {
  if (!me.permissions.includes("cases.list")) throw redirect({ to: "/" });
}

function onlyOfCommittees({ context: { me } }: { context: { me: Me } }) {
  if (!me.permissions.includes("committees.see")) throw redirect({ to: "/" });
}

function onlyEditors({ context: { me } }: { context: { me: Me } }) {
  if (!me.permissions.includes("forms.edit")) throw redirect({ to: "/" });
}

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    inside.addChildren([
      desk,
      incident,
      sessions,
      cases,
      oneCase,
      cash,
      oneCash,
      board,
      measures,
      reports,
      targets,
      roster,
      centre,
      houses,
      asked,
      ...carePages,
      forms,
      form,
      incidentForms,
      services,
      street,
      committees,
      committee,
      meeting,
      forecast,
      directory.addChildren(directoryPages),
    ]),
  ]),
  defaultNotFoundComponent: () => <Navigate to="/" />,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
