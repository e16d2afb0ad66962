/** What homes, sites, cash transfers and the way home are told and asked by, of the interface's own types. */
import type {
  AskForCase,
  AtTheDoor,
  CorrectedHere,
  FollowUpMoveRow,
  HomeVisitRow,
  MealRoll,
  ReintegrationReturnRow,
  ReintegrationRow,
  SiteRow,
  TracingRow,
  WhyHomeCalledOff,
  WhyHomeGivenUp,
  WhyNoCase,
} from "./api/generated/types.gen.ts";

export type {
  HomeConditionRow,
  HomeExceptionRow,
  HomeFollowUpRow,
  HomeVisitRow,
  ReintegrationReturnRow,
  ReintegrationRow,
  TracingRow,
} from "./api/generated/types.gen.ts";

/** Tracing and a child's way home, by the codes its routes take. */
export type TracingWay = TracingRow["way"];
export type TracingResult = TracingRow["result"];
export type GoingKind = ReintegrationRow["kind"];
export type CareKind = NonNullable<ReintegrationRow["care"]>;
export type HowFollowedUp = HomeVisitRow["how"];
export type HomeFound = HomeVisitRow["found"];
export type WhyMoved = FollowUpMoveRow["reason"];
export type WhyHomeOff = WhyHomeCalledOff["reason"];
export type WhyGivenUp = WhyHomeGivenUp["reason"];
export type WhyAtRisk = ReintegrationReturnRow["reason"];

export type {
  CareFile,
  ImprovementRow,
  Improvements,
  MealRoll,
  MealsOfDay,
  NewCareIncident,
  NewStay,
} from "./api/generated/types.gen.ts";

export type Meal = MealRoll["meal"];
export type Ate = MealRoll["marks"][number]["ate"];
export type WhoIsIt = NonNullable<AtTheDoor["who"]>;

export type {
  AskRow,
  ChildHere,
  CrowdRow,
  FiguresRow,
  NewSite,
  NightRow,
  PeriodFigures,
  PlacesSeen,
  RollRow,
  SiteRow,
} from "./api/generated/types.gen.ts";

/** What a site for street children is told and asked by, in codes. */
export type SiteKind = SiteRow["kind"];
export type RollReason = CorrectedHere["reason"];
export type SiteAsk = AskForCase["why"];
export type NoCaseReason = WhyNoCase["reason"];

export type {
  CashEnrolmentRow,
  CashEntryRow,
  CashEvidenceRow,
  CashFile,
  CashHoldRow,
  CashLack,
  CashMargin,
  CashNamed,
  CashPayables,
  CashPayeeRow,
  CashPaymentRow,
  CashSent,
  CashSlip,
  CashToSend,
  CashTotals,
  CashTrancheMark,
  CashTrancheRow,
  CashVersionRow,
  GrievanceRow,
  NewCashEvidence,
  NewCashPayee,
} from "./api/generated/types.gen.ts";
