/** What a centre's desk asks of the server; each throws Problem. */
import {
  dispatchesAccept,
  dispatchesAdmit,
  dispatchesDecline,
  dispatchesShown,
  residenceAddBeds,
  residenceAddHouse,
  residenceAllowMore,
  residenceChangeHouse,
  residenceCountNight,
  residenceLeave,
  residenceMove,
  residencePutBack,
  residenceRemoveBed,
  residenceRenameBed,
  residenceSeeStay,
  residenceTakeOut,
  residenceWithdrawMore,
} from "@helpline/shared/api";
import type {
  Condition,
  DeclineReason,
  Id,
  LeftReason,
  MoreReason,
  NewHouse,
  OutReason,
  WhoIsIt,
} from "@helpline/shared/types";

export const shown = (id: Id) => dispatchesShown({ path: { dispatch_id: id } });

/** Keeps a bed: the one named, or a fitting one. */
export const takeIn = (id: Id, bed: Id | null) =>
  dispatchesAccept({ path: { dispatch_id: id }, body: { bed } });

export const refuse = (id: Id, reason: DeclineReason) =>
  dispatchesDecline({ path: { dispatch_id: id }, body: { reason } });

export type Arrival = {
  bed: Id | null;
  who: WhoIsIt | null;
  condition: Condition | null;
  brought_by: string | null;
  items: string | null;
};

export const admit = (id: Id, said: Arrival) =>
  dispatchesAdmit({ path: { dispatch_id: id }, body: said });

export const openStay = (id: Id) => residenceSeeStay({ path: { stay_id: id } });

export const move = (id: Id, bed: Id) => residenceMove({ path: { stay_id: id }, body: { bed } });

export const leave = (id: Id, reason: LeftReason, to: string) =>
  residenceLeave({ path: { stay_id: id }, body: { reason, to: to.trim() || null } });

export const takeOut = (id: Id, reason: OutReason) =>
  residenceTakeOut({ path: { bed_id: id }, body: { reason } });

export const putBack = (id: Id) => residencePutBack({ path: { bed_id: id } });

export const addHouse = (id: Id, house: NewHouse) =>
  residenceAddHouse({ path: { centre_id: id }, body: house });

export const changeHouse = (id: Id, house: Omit<NewHouse, "beds">) =>
  residenceChangeHouse({ path: { house_id: id }, body: house });

export const addBeds = (id: Id, beds: string[]) =>
  residenceAddBeds({ path: { house_id: id }, body: { beds } });

export const renameBed = (id: Id, label: string) =>
  residenceRenameBed({ path: { bed_id: id }, body: { label } });

export const removeBed = (id: Id) => residenceRemoveBed({ path: { bed_id: id } });

export const countNight = (id: Id, children: number) =>
  residenceCountNight({ path: { centre_id: id }, body: { children } });

export const allowMore = (id: Id, extra: number, reason: MoreReason, hours: number) =>
  residenceAllowMore({ path: { centre_id: id }, body: { extra, reason, hours } });

export const withdrawMore = (id: Id) => residenceWithdrawMore({ path: { centre_id: id } });
