/** The rows by the names the screens use, made from the server's own description of its API; it adds no field. */

import type {
  AgencyRow,
  AtTheDoor,
  BedRow,
  CallParty,
  CallRow,
  Category,
  ContactRow,
  DirectoryLookUpData,
  DispatchRow,
  DutyRow,
  HowDuressEnded,
  HowGiven,
  HowItEnded,
  IncidentClock,
  IncidentRow,
  IntakeRow,
  Me,
  NewLeave,
  Offer,
  PaperWanted,
  Place,
  ResponderRow,
  StepRow,
  StepTaken,
  WhatCame,
  WhatCameOfIt,
  WhatWasFound,
  WhereItIs,
  WhoIsExcluded,
  WhyAllowed,
  WhyBack,
  WhyClockPaused,
  WhyClosed,
  WhyDeclined,
  WhyForbidden,
  WhyLeft,
  WhyLook,
  WhyMarked,
  WhyMore,
  WhyNobody,
  WhyNot,
  WhyOut,
  WhyPassed,
  WhyPaused,
  WhyPlannedAgain,
  Words,
} from "./api/generated/types.gen.ts";

export type {
  AgencyRow,
  AnnouncementRow,
  Answering,
  Area,
  AreaRow,
  AreaToday,
  Bed,
  BedBoardRow,
  BedRow,
  BlockRow,
  BriefSentence,
  CallBackRow,
  CallParty,
  CallRow,
  Category,
  CentreChange,
  CentreFile,
  CheckInRow,
  ClockToday,
  ContactRow,
  CounsellorRow,
  DefaultTarget,
  DispatchRow,
  DrillRow,
  DuressRow,
  DutyRow,
  DutySwitch,
  EarlierCall,
  Entry,
  FalseFlags,
  FilledRow,
  FlagsRow,
  FormDetails,
  FormFile,
  FormRow,
  GapRow,
  HeldPost,
  HelpRow,
  Holder,
  HoldRow as Hold,
  HouseRow,
  ImportReport,
  IncidentClock,
  IncidentRow,
  IntakeRow,
  Interview,
  InterviewAnswer,
  InterviewQuestion,
  InvitationRow,
  JourneyRow,
  Judgement,
  KindOf,
  LateRow,
  LeaveRow,
  LineRow,
  LinkedReport,
  MarksRow,
  MarriageRow,
  Me,
  MeasuresRow,
  NewForm,
  NewHouse,
  NewLeave,
  NewName,
  NewTarget,
  Offer,
  OwnCheckIn,
  OwnRoster,
  PaperRow,
  PaperWanted,
  Place,
  PlaceMet,
  PlacesNear,
  PostFile,
  ProgrammeRow,
  QueueSummary,
  Reachable,
  Reason,
  Receipt,
  ReportCell,
  ReportCheck,
  ReportDocument,
  ReportOffer,
  ReportRow,
  ResponderName,
  ResponderRow as Responder,
  RosterWeek,
  SavedField,
  ServiceLevel,
  SessionCounsellor,
  SessionRow,
  ShiftRow,
  StaffFile,
  StayDetails,
  StayRow,
  StepRow as DispatchStep,
  StopRow,
  StopToday,
  SwapMessage,
  SwapToSettle,
  TargetRow,
  TaskDetails,
  TaskRow,
  TellOfVisit,
  TextRow,
  TextWaiting,
  Ticket,
  TimelineRow,
  UnmetRow,
  UnreachableRow,
  VersionOutline,
  VisitReportRow,
  WaitingRow,
  Words,
  WorkerFile,
  WorkRow,
} from "./api/generated/types.gen.ts";

/** The languages of the screens. */
export type Lang = "bn" | "en";
/** ISO 8601 in UTC, as the server writes it. */
export type Instant = IncidentClock["rung_at"];
export type Id = IncidentRow["id"];

export type Role = Me["role"];
export type AppName = Me["app"];
export type Urgency = NonNullable<IncidentRow["urgency"]>;
export type ContactSafety = Offer["contact_safety"];
export type DutyState = DutyRow["state"];
export type PauseReason = WhyPaused["reason"];
export type PassReason = WhyPassed["reason"];
export type PlaceKind = Place["kind"];
export type PlaceBasis = NonNullable<WhereItIs["basis"]>;
export type CategoryList = Category["list"];
export type CallState = CallRow["state"];
export type IncidentState = IncidentRow["state"];
export type AllowReason = WhyAllowed["reason"];
export type ForbidReason = WhyForbidden["reason"];
export type CallBackOutcome = WhatCame["outcome"];
export type PlanAgainReason = WhyPlannedAgain["reason"];
export type DeclineToComeReason = WhyDeclined["reason"];
export type PartyMode = NonNullable<CallParty["mode"]>;
export type MarkReason = WhyMarked["reason"];
export type SessionOutcome = WhatCameOfIt["outcome"];
export type HowPaperGiven = HowGiven["how"];
export type MarriageStep = StepTaken["kind"];
export type NoEscort = NonNullable<PaperWanted["no_escort_reason"]>;
export type PaperKind = PaperWanted["kind"];
export type PauseReasonOfClock = WhyClockPaused["reason"];
export type Post = HowGiven["post"];
export type Receiver = Exclude<NonNullable<PaperWanted["receiver_kind"]>, "">;
export type Found = WhatWasFound["found"];
export type ExclusionReason = WhoIsExcluded["reason"];
export type CloseReason = WhyClosed["reason"];
export type IntakeField = IntakeRow["field"];
export type ResponderKind = ResponderRow["kind"];
export type Agency = AgencyRow["agency"];
export type DispatchState = DispatchRow["state"];
export type StepState = StepRow["state"];
export type AlertState = StepRow["alerts"][number]["state"];
export type DeclineReason = WhyNot["reason"];
export type HandBackReason = WhyBack["reason"];
export type Outcome = HowItEnded["outcome"];
export type LeftReason = WhyLeft["reason"];
export type MoreReason = WhyMore["reason"];
export type OutReason = WhyOut["reason"];
export type BedState = BedRow["state"];
export type Condition = NonNullable<AtTheDoor["condition"]>;
export type LookReason = WhyLook["reason"];
export type ContactChannel = ContactRow["channel"];
export type Standing = NonNullable<NonNullable<DirectoryLookUpData["query"]>["standing"]>;
export type StandDownReason = WhyNobody["reason"];

/** Words said in a person's language; Bangla when a text has no English. */
export function inLang(words: Words | string | null | undefined, lang: Lang): string {
  if (!words) return "";
  if (typeof words === "string") return words;
  return words[lang] || words.bn || words.en;
}

export type DuressOutcome = HowDuressEnded["outcome"];
export type LeaveReason = NewLeave["reason"];
