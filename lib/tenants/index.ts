// What other parts may use of tenants, beside schema and operations.
import { setTenantStatus } from "./operations.ts";
import { compensateProvisioning, sweepProvisioning } from "./provisioning.ts";

export { compensateProvisioning, setTenantStatus, sweepProvisioning };
