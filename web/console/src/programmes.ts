/** Pages of boards, training and outreach, each fetched when it is opened: a counsellor in a call needs none of them. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside, only } from "./inside.tsx";

export const programmePages = [
  createRoute({
    getParentRoute: () => inside,
    path: "/committees",
    component: lazyRouteComponent(() => import("./boards/CommitteesPage.tsx"), "CommitteesPage"),
    beforeLoad: only("committees.see"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/committees/decisions",
    component: lazyRouteComponent(() => import("./boards/OwedPage.tsx"), "OwedPage"),
    beforeLoad: only("decisions.see"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/centre/decisions",
    component: lazyRouteComponent(() => import("./boards/OwedPage.tsx"), "OwedPage"),
    beforeLoad: only("decisions.see"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/committees/report",
    component: lazyRouteComponent(() => import("./boards/ReportPage.tsx"), "ReportPage"),
    beforeLoad: only("committees.report"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/committees/$id",
    component: lazyRouteComponent(() => import("./boards/CommitteePage.tsx"), "CommitteePage"),
    beforeLoad: only("committees.see"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/meetings/$id",
    component: lazyRouteComponent(() => import("./boards/MeetingPage.tsx"), "MeetingPage"),
    beforeLoad: only("committees.see"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/training",
    component: lazyRouteComponent(() => import("./training/TrainingPage.tsx"), "TrainingPage"),
    beforeLoad: only("training.see"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/training/$id",
    component: lazyRouteComponent(() => import("./training/CoursePage.tsx"), "CoursePage"),
    beforeLoad: only("training.see"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/outreach",
    component: lazyRouteComponent(() => import("./outreach/OutreachPage.tsx"), "OutreachPage"),
    beforeLoad: only("outreach.see"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/forecast",
    component: lazyRouteComponent(() => import("./outreach/ForecastPage.tsx"), "ForecastPage"),
    beforeLoad: only("forecast.see"),
  }),
] as const;
