import type { Db } from "../db/client.ts";
import { publishEvent } from "../webhooks/index.ts";
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

/** Hears of a change in the transaction that makes it: what it writes commits with the change or not at all. */
type UserListener = (tx: Db, event: UserEvent) => Promise<void>;

/** The webhooks of the user's tenants. */
const tellWebhooks: UserListener = async (tx, { type, userId, tenantIds, role, status, occurredOn }) => {
  await publishEvent(tx, { type, tenantIds, occurredOn, data: { userId, role, status } });
};

/** Who hears of changes to users, in this order. */
const LISTENERS: readonly UserListener[] = [tellWebhooks];

/** Announces a change to a user. Every write of this vertical ends here. */
export async function userChanged(tx: Db, event: UserEvent): Promise<void> {
  for (const listener of LISTENERS) {
    await listener(tx, event);
  }
}
