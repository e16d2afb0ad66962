/** Questions of the cash transfer; each throws Problem. What is opened is recorded: nothing is asked again by itself. */
import {
  cashAllTotals,
  cashFind,
  cashListGrievances,
  cashOfCase,
  cashPayables,
  cashRead,
  cashSchemes,
} from "@helpline/shared/api";
import type { CashEnrolmentRow, CashFile, GrievanceRow } from "@helpline/shared/types";
import { queryOptions } from "@tanstack/react-query";

export type Asked = {
  mine?: boolean;
  state?: CashEnrolmentRow["state"];
  waits?: CashEnrolmentRow["waits"][number];
  number?: string;
};

const ANEW_MS = 30_000;

export const listQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ["cash", "list", asked],
    queryFn: ({ signal }) => cashFind({ query: asked, signal }),
    refetchInterval: ANEW_MS,
  });

export const grievancesQuery = (state?: GrievanceRow["state"]) =>
  queryOptions({
    queryKey: ["cash", "grievances", state ?? ""],
    queryFn: ({ signal }) => cashListGrievances({ query: state ? { state } : {}, signal }),
    refetchInterval: ANEW_MS,
  });

export const payablesQuery = queryOptions({
  queryKey: ["cash", "payables"],
  queryFn: ({ signal }) => cashPayables({ signal }),
  refetchInterval: ANEW_MS,
});

export const totalsQuery = queryOptions({
  queryKey: ["cash", "totals"],
  queryFn: ({ signal }) => cashAllTotals({ signal }),
});

export const schemesQuery = queryOptions({
  queryKey: ["cash", "schemes"],
  queryFn: ({ signal }) => cashSchemes({ signal }),
});

export const fileKey = (id: string) => ["cash", "file", id] as const;

/** Each time it is asked for is recorded in the case. */
export const fileQuery = (id: string) =>
  queryOptions<CashFile>({
    queryKey: fileKey(id),
    queryFn: ({ signal }) => cashRead({ path: { enrolment_id: id }, signal }),
    refetchOnWindowFocus: false,
    gcTime: 0,
    retry: false,
  });

export const ofCaseQuery = (caseId: string) =>
  queryOptions({
    queryKey: ["cash", "case", caseId],
    queryFn: ({ signal }) => cashOfCase({ path: { case_id: caseId }, signal }),
    refetchOnWindowFocus: false,
    gcTime: 0,
    retry: false,
  });
