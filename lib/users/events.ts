import type { Db } from "../db/client.ts";
import { publishEvents } from "../webhooks/index.ts";
import type { UserStatus } from "./schema.ts";

/** What has happened to a user, by the names that webhooks know (decisions §9 Webhooks). */
export interface UserEvent {
  readonly type:
    | "user.created"
    | "user.updated"
    | "user.locked"
    | "user.unlocked"
    | "user.suspended"
    | "user.logged_out";
  readonly userId: string;
  /** Every tenant that the user belongs to, or belonged to until this change. */
  readonly tenantIds: readonly string[];
  readonly role: string;
  readonly status: UserStatus;
  readonly occurredOn: Date;
}

/** Hears of changes of one type in the transaction that makes them: what it writes commits with them or not at all. */
type UserListener = (tx: Db, type: UserEvent["type"], events: readonly UserEvent[]) => Promise<void>;

/** The webhooks of the users' tenants. */
const tellWebhooks: UserListener = (tx, type, events) =>
  publishEvents(
    tx,
    type,
    events.map(({ userId, tenantIds, role, status, occurredOn }) => ({
      type,
      tenantIds,
      occurredOn,
      data: { userId, role, status },
    })),
  );

/** Who hears of changes to users, in this order. */
const LISTENERS: readonly UserListener[] = [tellWebhooks];

/** Announces changes of one type to users. Every write of this vertical ends here. */
export async function usersChanged(tx: Db, type: UserEvent["type"], events: readonly UserEvent[]): Promise<void> {
  for (const listener of LISTENERS) {
    await listener(tx, type, events);
  }
}
