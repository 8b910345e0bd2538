// What other parts may use of tenants, beside schema and operations.
import { compensateProvisioning, sweepProvisioning } from "./provisioning.ts";

export { compensateProvisioning, sweepProvisioning };
