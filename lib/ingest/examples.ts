const TENANT = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002";

/** As Postmark sends it. */
export const POSTMARK_EXAMPLE = {
  RecordType: "Delivery",
  ServerID: 23,
  MessageStream: "outbound",
  MessageID: "883953f4-6105-42a2-a16a-77a8eac79483",
  Recipient: "john@example.com",
  Tag: "welcome-email",
  DeliveredAt: "2026-11-20T09:30:00Z",
  Details: "Test delivery webhook details",
  Metadata: { tenant_id: TENANT },
} as const;

/** As Mailgun sends it, shortened. */
export const MAILGUN_EXAMPLE = {
  signature: {
    timestamp: "1795167000",
    token: "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0",
    signature: "d2271d12299f6592d9d44cd9d250f0704e4674c30d79d07c47a66f95ce71cf55",
  },
  "event-data": {
    event: "failed",
    severity: "permanent",
    reason: "bounce",
    timestamp: 1_795_166_995.5,
    id: "G9Bn5sl1TC6nu79C8C0bwg",
    recipient: "alice@example.com",
    message: { headers: { "message-id": "20261120093000.1.BF2E6A4C@mail.example.com" } },
    envelope: { "sending-ip": "192.0.2.25" },
    "user-variables": { tenant_id: TENANT },
  },
};

/** As Stripe sends it, shortened. */
export const STRIPE_EXAMPLE = {
  id: "evt_1Q0000000000000000000001",
  object: "event",
  type: "customer.subscription.updated",
  created: 1_795_166_995,
  data: {
    object: {
      id: "sub_1Q0000000000000000000001",
      object: "subscription",
      customer: "cus_Q0000000000001",
      status: "active",
      metadata: { tenant_id: TENANT, plan: "professional" },
      start_date: 1_763_630_995,
      current_period_start: 1_792_574_995,
      current_period_end: 1_795_253_395,
      items: {
        data: [
          {
            quantity: 1,
            price: {
              unit_amount: 29_900,
              currency: "usd",
              lookup_key: "professional",
              recurring: { interval: "month", interval_count: 1 },
            },
          },
        ],
      },
    },
  },
};
