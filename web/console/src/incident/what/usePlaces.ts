/** Places for what is typed: a name in any spelling, or a coordinate somebody has sent. It shows nothing. */
import { placesNearest, placesSearch } from "@helpline/shared/api";
import { latinDigits } from "@helpline/shared/format";
import type { PlaceMet, PlacesNear } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

/** A place that answers; `km` only where a coordinate was typed, `mahalla` only for words. */
export type PlaceItemFound = Omit<PlaceMet, "mahalla"> &
  Partial<Pick<PlaceMet, "mahalla">> & { km?: number };

const LIMIT = 8;
const REST_MS = 120;
const NONE: PlaceItemFound[] = [];

export type Places = {
  items: PlaceItemFound[];
  /** A coordinate was typed, and it is not in Bangladesh. */
  outside: boolean;
};
type Answer = { items: PlaceItemFound[]; country?: PlacesNear["country"] };
const POINT = /^(-?\d{1,3}\.\d+)°?[\s,;]+(-?\d{1,3}\.\d+)°?$/;

/** Latitude and longitude as maps and messengers write them, in either digit set; null for words. */
export function pointOf(typed: string): { lat: number; lon: number } | null {
  const found = pairOf(typed);
  if (!found) return null;
  const [lat, lon] = [Number(found[1]), Number(found[2])];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

/** Two numbers as a coordinate has them, also where they are none on this earth: often the wrong way round. */
function pairOf(typed: string): RegExpExecArray | null {
  return POINT.exec(latinDigits(typed.trim()));
}

/** What the gazetteer finds; asked again after a short rest in typing, the old list stays meanwhile. */
export function usePlaces(typed: string): Places {
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const nowhere = pairOf(asked) !== null && pointOf(asked) === null;
  const { data } = useQuery<Answer>({
    queryKey: ["places", asked],
    enabled: asked !== "" && !nowhere,
    staleTime: 10 * 60_000,
    placeholderData: (before) => before,
    queryFn: ({ signal }) => {
      const point = pointOf(asked);
      return point
        ? placesNearest({ body: point, signal })
        : placesSearch({ query: { q: asked, limit: LIMIT }, signal });
    },
  });
  if (nowhere) return { items: NONE, outside: true };
  if (typed.trim() === "" || !data) return { items: NONE, outside: false };
  return { items: data.items, outside: data.country === "outside" };
}

/** Why there is nothing to choose from, as the words on a screen are called. */
export function whyNone(typed: string, { outside }: Places): string {
  if (!typed.trim()) return "console.place.type";
  return outside ? "console.place.outside" : "console.place.none";
}
