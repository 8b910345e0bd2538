import { choices } from "./random.ts";

/** Where a tenant is at home; `utcHours` is its standard offset, near enough for the rhythm of a working day. */
export interface Place {
  readonly zone: string;
  readonly currency: string;
  readonly utcHours: number;
}

const place = (zone: string, currency: string, utcHours: number): Place => ({ zone, currency, utcHours });

/** Every place by the short name that the company list uses. */
export const PLACES = {
  nyc: place("America/New_York", "USD", -5),
  chi: place("America/Chicago", "USD", -6),
  den: place("America/Denver", "USD", -7),
  lax: place("America/Los_Angeles", "USD", -8),
  tor: place("America/Toronto", "CAD", -5),
  van: place("America/Vancouver", "CAD", -8),
  mex: place("America/Mexico_City", "MXN", -6),
  sao: place("America/Sao_Paulo", "BRL", -3),
  bog: place("America/Bogota", "COP", -5),
  scl: place("America/Santiago", "CLP", -4),
  lon: place("Europe/London", "GBP", 0),
  dub: place("Europe/Dublin", "EUR", 0),
  lis: place("Europe/Lisbon", "EUR", 0),
  par: place("Europe/Paris", "EUR", 1),
  ber: place("Europe/Berlin", "EUR", 1),
  mad: place("Europe/Madrid", "EUR", 1),
  rom: place("Europe/Rome", "EUR", 1),
  ams: place("Europe/Amsterdam", "EUR", 1),
  vie: place("Europe/Vienna", "EUR", 1),
  zrh: place("Europe/Zurich", "CHF", 1),
  sto: place("Europe/Stockholm", "SEK", 1),
  osl: place("Europe/Oslo", "NOK", 1),
  cph: place("Europe/Copenhagen", "DKK", 1),
  waw: place("Europe/Warsaw", "PLN", 1),
  prg: place("Europe/Prague", "CZK", 1),
  hel: place("Europe/Helsinki", "EUR", 2),
  ist: place("Europe/Istanbul", "TRY", 3),
  jnb: place("Africa/Johannesburg", "ZAR", 2),
  los: place("Africa/Lagos", "NGN", 1),
  nbo: place("Africa/Nairobi", "KES", 3),
  dxb: place("Asia/Dubai", "AED", 4),
  sin: place("Asia/Singapore", "SGD", 8),
  hkg: place("Asia/Hong_Kong", "HKD", 8),
  mnl: place("Asia/Manila", "PHP", 8),
  tyo: place("Asia/Tokyo", "JPY", 9),
  sel: place("Asia/Seoul", "KRW", 9),
  syd: place("Australia/Sydney", "AUD", 10),
  akl: place("Pacific/Auckland", "NZD", 12),
} as const;

export type PlaceName = keyof typeof PLACES;

const weightOf = (name: string): number =>
  ({ nyc: 12, chi: 7, lax: 8, lon: 9, ber: 8, par: 6, tor: 4, ams: 4, syd: 4 })[name] ?? 2;

/** Places by how many customers are there. */
export const PLACE_CHOICES = choices<Place>(Object.entries(PLACES).map(([name, found]) => [found, weightOf(name)]));
