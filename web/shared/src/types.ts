/** The rows by the names the screens use, made from the server's own description of its API; it adds no field. */

import type {
  AgencyRow,
  Assessment,
  AtTheDoor,
  BedRow,
  CallParty,
  CallRow,
  CaseRow,
  CasesFindData,
  Category,
  CheckRow,
  ChildrenShowData,
  Closing,
  ContactRow,
  DirectoryLookUpData,
  DispatchRow,
  DueRow,
  DutyRow,
  FactRow,
  Finding,
  HowDuressEnded,
  HowGiven,
  HowItEnded,
  HowReferralEnded,
  IncidentClock,
  IncidentRow,
  IntakeRow,
  LostReportRow,
  Me,
  NewKin,
  NewLeave,
  Offer,
  PaperWanted,
  Place,
  Plan,
  Rating,
  RelationRow,
  ResponderRow,
  ServiceRow,
  SheetRow,
  StepRow,
  StepTaken,
  ToldAge,
  WhatCame,
  WhatCameOfIt,
  WhatIsSaid,
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
  WhyNotTaken,
  WhyOpen,
  WhyOut,
  WhyPassed,
  WhyPaused,
  WhyPlannedAgain,
  WhyReject,
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
  FilledRows,
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
  PocketCase,
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

export type {
  AgeSpan,
  ChildFile,
  FactRow,
  LostMatchRow,
  LostReportRow,
  PersonRelation as NewRelationToChild,
  PersonRow,
  PersonSaid as SaidOfPerson,
  RelationRow,
  SameChildRow,
  SavedTold,
  Side,
  SlimChild,
  ToldOfChild,
} from "./api/generated/types.gen.ts";

/** A field of a child's record, and the codes by which something is noted in it. */
export type ChildField = FactRow["field"];
export type WhyUnknown = NonNullable<WhatIsSaid["unknown"]>;
export type FactSource = WhatIsSaid["source"];
export type AdultReason = NonNullable<WhatIsSaid["adult_reason"]>;
export type FactCertainty = NonNullable<ToldAge["certainty"]>;
export type YesNo = NonNullable<RelationRow["caregiver"]>;
export type MissingKind = LostReportRow["kind"];
export type WhyOpened = NonNullable<NonNullable<ChildrenShowData["query"]>["why"]>;

export type {
  ActionRow,
  ApprovalRow,
  AssignmentRow,
  CaseRow,
  CheckRow,
  DocumentRow,
  DueRow,
  NoteRow,
  OpeningRow,
  OwnerRow,
  RatingRow,
  ReasonRow,
  SheetRow,
  Somebody,
} from "./api/generated/types.gen.ts";

/** What a case is made of, by the codes its routes take. */
export type CaseStep = CaseRow["step"];
export type CaseRisk = NonNullable<CaseRow["risk"]>;
export type CaseDue = DueRow["due"];
export type CaseSheet = SheetRow["sheet"];
export type CheckKind = CheckRow["kind"];
export type Kinship = NewKin["relation"];
export type RiskBasis = Rating["basis"][number];
export type AssessmentDomain = Finding["domain"];
export type Concern = Finding["concern"];
export type CasesAsked = NonNullable<CasesFindData["query"]>;
export type WhyCaseOpened = WhyOpen["reason"];
export type WhyCaseDeclined = WhyNotTaken["reason"];
export type WrittenAssessment = Assessment;
export type WrittenPlan = Plan;
export type WrittenClosing = Closing;

export type {
  CommitteeChange,
  CommitteeFile,
  CommitteeReport,
  CommitteeRow,
  CourseChange,
  CourseRow,
  DecisionRow,
  ForecastHour,
  GivenPlace,
  GivenRow,
  HowDone,
  HowHeld,
  InboxRow,
  ItemRow,
  LackOfCourse,
  LaidRow,
  LateDecision,
  LoadForecast,
  LoggedOutreach,
  MeetingFile,
  MeetingRow,
  NeedSaid,
  NewCommittee,
  NewCourse,
  NewDecision,
  NewItem,
  NewMeeting,
  NewOutreach,
  NewQualification,
  NewSeat,
  NewService,
  NewTraining,
  OutreachRow,
  OwedDecision,
  ParticipantRow,
  PartyReferral,
  PeopleReached,
  QualificationRow,
  ResultOf,
  SeatRow,
  SeatTerm,
  ServiceRow,
  StaffRights,
  TrainingFile,
  TrainingRow,
  WarnedQualification,
  WhoDoesWhat,
  WhoLearns,
  WhoseRow,
  WhyAdjourned,
  WhyCalledOff,
  WhyDropped,
} from "./api/generated/types.gen.ts";

export type ServiceKind = ServiceRow["kind"];
export type WhyRejected = WhyReject["reason"];
export type ReferralOutcome = HowReferralEnded["outcome"];

export type * from "./programmes.ts";
export type * from "./referrals.ts";
