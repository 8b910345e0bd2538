// What other parts may use of webhooks, beside schema and operations.

import { deliverWebhook } from "./delivery-job.ts";
import { disableTenantWebhooks } from "./disable-operation.ts";
import { haltWebhooks, resumeWebhooks } from "./pause.ts";
import { publishEvent, publishEvents } from "./publish.ts";
import { WEBHOOK_UPKEEP } from "./upkeep.ts";

export {
  deliverWebhook,
  disableTenantWebhooks,
  haltWebhooks,
  publishEvent,
  publishEvents,
  resumeWebhooks,
  WEBHOOK_UPKEEP,
};
