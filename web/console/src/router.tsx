/** The console's addresses: who may see which, and the shell around them. */
import type { Me } from "@helpline/shared/types";
import {
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { Board } from "./board/Board.tsx";
import { CentreDesk } from "./centre/CentreDesk.tsx";
import { Desk } from "./duty/Desk.tsx";
import { IncidentScreen } from "./incident/IncidentScreen.tsx";
import { inside, only, onlyTheOffice, root } from "./inside.tsx";
import { programmePages } from "./programmes.ts";
import { SignIn } from "./session/SignIn.tsx";

const signIn = createRoute({ getParentRoute: () => root, path: "/sign-in", component: SignIn });

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
  component: lazyRouteComponent(() => import("./centre/Houses.tsx"), "Houses"),
  beforeLoad: onlyCentres,
});

/** For whoever answers for a service: the desk of a centre, and who holds a post of an organisation. */
const asked = createRoute({
  getParentRoute: () => inside,
  path: "/referrals",
  component: lazyRouteComponent(() => import("./referrals/Asked.tsx"), "Asked"),
  beforeLoad: only("referrals.answer"),
});

function onlyCentres({ context: { me } }: { context: { me: Me } }) {
  if (me.role !== "centre") throw redirect({ to: "/" });
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
    beforeLoad: only("stays.oversee"),
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
    beforeLoad: only("stays.oversee"),
  }),
] as const;

const sessions = createRoute({
  getParentRoute: () => inside,
  path: "/sessions",
  component: lazyRouteComponent(() => import("./sessions/MySessions.tsx"), "MySessions"),
  beforeLoad: ({ context: { me } }) => {
    if (me.role === "supervisor") throw redirect({ to: "/board" });
  },
});

/** Fetched when they are opened: a counsellor in a call needs none of it. */
const cases = createRoute({
  getParentRoute: () => inside,
  path: "/cases",
  component: lazyRouteComponent(() => import("./cases/CasesPage.tsx"), "CasesPage"),
  beforeLoad: only("cases.list"),
});

const oneCase = createRoute({
  getParentRoute: () => inside,
  path: "/cases/$id",
  component: lazyRouteComponent(() => import("./cases/CasePage.tsx"), "CasePage"),
  beforeLoad: only("cases.list"),
});

const cash = createRoute({
  getParentRoute: () => inside,
  path: "/cash",
  component: lazyRouteComponent(() => import("./cash/CashPage.tsx"), "CashPage"),
  beforeLoad: only("cash.list"),
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
  component: lazyRouteComponent(() => import("./measures/Measures.tsx"), "Measures"),
  beforeLoad: ({ context: { me } }) => {
    if (me.role !== "supervisor") throw redirect({ to: "/" });
  },
});

/** Fetched when it is opened: tables are read by few, and seldom. */
const reports = createRoute({
  getParentRoute: () => inside,
  path: "/reports",
  component: lazyRouteComponent(() => import("./reports/Reports.tsx"), "Reports"),
  beforeLoad: only("reports.read"),
});

const targets = createRoute({
  getParentRoute: () => inside,
  path: "/targets",
  component: lazyRouteComponent(() => import("./clock/Targets.tsx"), "Targets"),
  beforeLoad: onlyTheOffice,
});

const roster = createRoute({
  getParentRoute: () => inside,
  path: "/roster",
  component: lazyRouteComponent(() => import("./roster/Roster.tsx"), "Roster"),
  beforeLoad: onlyTheOffice,
});

/** Fetched when it is opened: few people write forms. */
const forms = createRoute({
  getParentRoute: () => inside,
  path: "/forms",
  component: lazyRouteComponent(() => import("./forms/FormsPage.tsx"), "FormsPage"),
  beforeLoad: only("forms.edit"),
});

const form = createRoute({
  getParentRoute: () => inside,
  path: "/forms/$id",
  component: lazyRouteComponent(() => import("./forms/FormPage.tsx"), "FormPage"),
  beforeLoad: only("forms.edit"),
});

const incidentForms = createRoute({
  getParentRoute: () => inside,
  path: "/incidents/$id/forms",
  component: lazyRouteComponent(() => import("./forms/IncidentForms.tsx"), "IncidentForms"),
  beforeLoad: only("forms.fill"),
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
  createRoute({
    getParentRoute: () => directory,
    path: "/directory",
    component: lazyRouteComponent(() => import("./directory/Directory.tsx"), "Directory"),
  }),
  createRoute({
    getParentRoute: () => directory,
    path: "/directory/import",
    component: lazyRouteComponent(() => import("./directory/Import.tsx"), "Import"),
    beforeLoad: ({ context: { me } }) => {
      if (!me.permissions.includes("directory.manage")) throw redirect({ to: "/directory" });
    },
  }),
  createRoute({
    getParentRoute: () => directory,
    path: "/directory/workers/$id",
    component: lazyRouteComponent(() => import("./directory/WorkerPage.tsx"), "WorkerPage"),
  }),
  createRoute({
    getParentRoute: () => directory,
    path: "/directory/centres/$id",
    component: lazyRouteComponent(() => import("./directory/CentrePage.tsx"), "CentrePage"),
  }),
  createRoute({
    getParentRoute: () => directory,
    path: "/directory/posts/$id",
    component: lazyRouteComponent(() => import("./directory/PostPage.tsx"), "PostPage"),
  }),
  createRoute({
    getParentRoute: () => directory,
    path: "/directory/staff/$id",
    component: lazyRouteComponent(() => import("./directory/StaffPage.tsx"), "StaffPage"),
  }),
  createRoute({
    getParentRoute: () => directory,
    path: "/directory/drills",
    component: lazyRouteComponent(() => import("./directory/LastDrills.tsx"), "LastDrills"),
  }),
] as const;

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
      ...programmePages,
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
