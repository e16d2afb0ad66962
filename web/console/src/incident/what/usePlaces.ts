/** Places for what is typed: a name in any spelling, or a coordinate somebody has sent. It shows nothing. */
import { placesNearest, placesSearch } from "@helpline/shared/api";
import type { PlaceMet } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

/** A place that answers; `km` only where a coordinate was typed, `mahalla` only for words. */
export type PlaceItemFound = Omit<PlaceMet, "mahalla"> &
  Partial<Pick<PlaceMet, "mahalla">> & { km?: number };

const LIMIT = 8;
const REST_MS = 120;
const NONE: PlaceItemFound[] = [];
const POINT = /^(-?\d{1,2}\.\d+)°?[\s,;]+(-?\d{1,3}\.\d+)°?$/;

/** Latitude and longitude as maps and messengers write them, in either digit set; null for words. */
export function pointOf(typed: string): { lat: number; lon: number } | null {
  const latin = typed.trim().replace(/[০-৯]/g, (digit) => String("০১২৩৪৫৬৭৮৯".indexOf(digit)));
  const found = POINT.exec(latin);
  if (!found) return null;
  const [lat, lon] = [Number(found[1]), Number(found[2])];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

/** What the gazetteer finds; asked again after a short rest in typing, the old list stays meanwhile. */
export function usePlaces(typed: string): PlaceItemFound[] {
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const { data } = useQuery<{ items: PlaceItemFound[] }>({
    queryKey: ["places", asked],
    enabled: asked !== "",
    staleTime: 10 * 60_000,
    placeholderData: (before) => before,
    queryFn: ({ signal }) => {
      const point = pointOf(asked);
      return point
        ? placesNearest({ body: point, signal })
        : placesSearch({ query: { q: asked, limit: LIMIT }, signal });
    },
  });
  return typed.trim() === "" ? NONE : (data?.items ?? NONE);
}
