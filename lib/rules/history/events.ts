import type { FactValue } from "../catalogue.ts";

export type EventKind = "failed_login" | "successful_login" | "lock" | "forced_logout" | "delivery";

/** What one hour of a tenant's mail came to. */
export interface Mail {
  readonly sent: number;
  readonly delivered: number;
  readonly bounced: number;
  readonly complained: number;
}

/** A stored event of one entity. `key` is what distinct figures tell apart: a network, or a tenant's member. */
export interface StoredEvent {
  readonly atMs: number;
  readonly kind: EventKind;
  readonly id: string | null;
  readonly key: string | null;
  readonly mail: Mail | null;
}

type Tally = "count" | "distinct" | keyof typeof MAIL_FIGURES;

const MAIL_FIGURES = {
  sent: ({ sent }: Mail): FactValue => sent,
  bounced: ({ bounced }: Mail): FactValue => bounced,
  complained: ({ complained }: Mail): FactValue => complained,
  bounce_rate: ({ sent, bounced }: Mail): FactValue => (sent === 0 ? null : (100 * bounced) / sent),
  complaint_rate: ({ sent, complained }: Mail): FactValue => (sent === 0 ? null : (100 * complained) / sent),
  delivery_rate: ({ sent, delivered }: Mail): FactValue => (sent === 0 ? null : (100 * delivered) / sent),
};

interface Feed {
  readonly kinds: readonly EventKind[];
  readonly tally: Tally;
}

const mail = (tally: Tally): Feed => ({ kinds: ["delivery"], tally });

/** Which events each metric counts, and how. */
const FEEDS: Readonly<Record<string, Feed>> = {
  failed_logins: { kinds: ["failed_login"], tally: "count" },
  successful_logins: { kinds: ["successful_login"], tally: "count" },
  distinct_login_ips: { kinds: ["failed_login", "successful_login"], tally: "distinct" },
  active_users: { kinds: ["successful_login"], tally: "distinct" },
  locks: { kinds: ["lock"], tally: "count" },
  forced_logouts: { kinds: ["forced_logout"], tally: "count" },
  sent: mail("sent"),
  bounced: mail("bounced"),
  complained: mail("complained"),
  bounce_rate: mail("bounce_rate"),
  complaint_rate: mail("complaint_rate"),
  delivery_rate: mail("delivery_rate"),
};

/** The events that a metric counts, and how. */
export function feedOf(metric: string): Feed {
  const feed = FEEDS[metric];
  if (!feed) {
    throw new Error(`nothing feeds ${metric}`);
  }
  return feed;
}

/** A figure over a set of events that come and go. */
export interface Running {
  add(event: StoredEvent): void;
  remove(event: StoredEvent): void;
  value(): FactValue;
}

/** An empty running figure of the kind. */
export function running(tally: Tally): Running {
  if (tally === "count") {
    return count();
  }
  return tally === "distinct" ? distinct() : sums(MAIL_FIGURES[tally]);
}

function count(): Running {
  let size = 0;
  return {
    add: () => {
      size += 1;
    },
    remove: () => {
      size -= 1;
    },
    value: () => size,
  };
}

function distinct(): Running {
  const seen = new Map<string, number>();
  const change = ({ key }: StoredEvent, by: number) => {
    if (key !== null) {
      const times = (seen.get(key) ?? 0) + by;
      times === 0 ? seen.delete(key) : seen.set(key, times);
    }
  };
  return { add: (event) => change(event, 1), remove: (event) => change(event, -1), value: () => seen.size };
}

function sums(figure: (mail: Mail) => FactValue): Running {
  let total: Mail = { sent: 0, delivered: 0, bounced: 0, complained: 0 };
  const change = ({ mail: of }: StoredEvent, by: number) => {
    if (of) {
      total = {
        sent: total.sent + by * of.sent,
        delivered: total.delivered + by * of.delivered,
        bounced: total.bounced + by * of.bounced,
        complained: total.complained + by * of.complained,
      };
    }
  };
  return { add: (event) => change(event, 1), remove: (event) => change(event, -1), value: () => figure(total) };
}
