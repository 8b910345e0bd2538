import { formula, INSUFFICIENT } from "../formula.ts";

export type Volume = {
  readonly sent: number;
  readonly delivered: number;
  readonly bounced: number;
  readonly complained: number;
  /** Fewer messages than this say nothing. */
  readonly volumeFloor: number;
};

/** Limits in hundredths of a percent, each of them inclusive. */
export type Limits = {
  readonly criticalBounce: number;
  readonly criticalComplaint: number;
  readonly highBounce: number;
  readonly highComplaint: number;
  readonly mediumBounce: number;
  readonly mediumComplaint: number;
};

const enough = (volume: Volume): boolean => volume.sent >= Math.max(1, volume.volumeFloor);
const rate = (part: number, whole: number): number => (whole === 0 ? 0 : Math.min(100, (part / whole) * 100));

export const volume = formula<Pick<Volume, "sent">>()({
  name: "volume",
  version: 1,
  text: "sum of messages sent",
  unit: "messages",
  kind: "count",
  compute: ({ sent }) => sent,
});

const shareOf = (name: string, text: string, of: (volume: Volume) => number) =>
  formula<Volume>()({
    name,
    version: 1,
    text: `${text} × 100; ${INSUFFICIENT} below volumeFloor messages`,
    unit: "percent",
    kind: "rate",
    compute: (volume) => (enough(volume) ? of(volume) : INSUFFICIENT),
  });

export const deliveryRate = shareOf("delivery_rate", "delivered / sent", ({ delivered, sent }) =>
  rate(delivered, sent),
);
export const bounceRate = shareOf("bounce_rate", "bounced / sent", ({ bounced, sent }) => rate(bounced, sent));
export const complaintRate = shareOf("complaint_rate", "complained / delivered", ({ complained, delivered }) =>
  rate(complained, delivered),
);

/** The classes of deliverability, best first. */
export const CLASSES = ["low", "medium", "high", "critical"] as const;
export type DeliverabilityClass = (typeof CLASSES)[number];

/** The class of a volume that is enough to have one (domain.md §5: inclusive, either metric decides). */
export function classify({ sent, delivered, bounced, complained }: Volume, limits: Limits): DeliverabilityClass {
  // In whole numbers, so that a rate exactly at a limit is at the limit.
  const reaches = (bounce: number, complaint: number) =>
    bounced * 10_000 >= bounce * sent || (delivered > 0 && complained * 10_000 >= complaint * delivered);
  if (reaches(limits.criticalBounce, limits.criticalComplaint)) {
    return "critical";
  }
  if (reaches(limits.highBounce, limits.highComplaint)) {
    return "high";
  }
  return reaches(limits.mediumBounce, limits.mediumComplaint) ? "medium" : "low";
}

export const deliverabilityClass = formula<Volume & Limits>()({
  name: "deliverability_class",
  version: 1,
  text:
    "worst of bounced / sent and complained / delivered against the limits (hundredths of a percent, inclusive); " +
    `${INSUFFICIENT} below volumeFloor messages`,
  unit: "class",
  kind: "class",
  compute: (inputs) => (enough(inputs) ? classify(inputs, inputs) : INSUFFICIENT),
});

/** Reputation, best first (domain.md §5). */
const REPUTATIONS = ["excellent", "good", "fair", "poor", "critical"] as const;
const OF_CLASS: Readonly<Record<DeliverabilityClass, number>> = { low: 1, medium: 2, high: 3, critical: 4 };

export type Standing = {
  /** Worst state of the addresses that it sends from: good, fair, poor, critical; null: none is known. */
  readonly addressState: string | null;
  /** Addresses on a block list. */
  readonly listings: number;
};

export const reputation = formula<Volume & Limits & Standing>()({
  name: "reputation",
  version: 1,
  text:
    "worst of deliverability class (low is good; excellent where both rates are below a fifth of the medium limits), state of the " +
    `sending addresses, and block lists (one is poor, two are critical); ${INSUFFICIENT} below volumeFloor messages`,
  unit: "class",
  kind: "class",
  compute(inputs) {
    if (!enough(inputs)) {
      return INSUFFICIENT;
    }
    const { addressState, listings } = inputs;
    const ofAddresses = (REPUTATIONS as readonly (string | null)[]).indexOf(addressState);
    const worst = Math.max(rankOf(inputs), ofAddresses, listings === 0 ? 0 : listings === 1 ? 3 : 4);
    return REPUTATIONS[worst] ?? "critical";
  },
});

function rankOf(inputs: Volume & Limits): number {
  const fifth = { ...inputs, mediumBounce: inputs.mediumBounce / 5, mediumComplaint: inputs.mediumComplaint / 5 };
  return classify(inputs, fifth) === "low" ? 0 : OF_CLASS[classify(inputs, inputs)];
}

export const vendorPerformance = formula<Volume & Limits>()({
  name: "vendor_performance",
  version: 1,
  text: `deliverability class of all mail: low is satisfactory, medium needs_review, else unsatisfactory; ${INSUFFICIENT} below volumeFloor messages`,
  unit: "class",
  kind: "class",
  compute(inputs) {
    if (!enough(inputs)) {
      return INSUFFICIENT;
    }
    const named = classify(inputs, inputs);
    return named === "low" ? "satisfactory" : named === "medium" ? "needs_review" : "unsatisfactory";
  },
});
