import { v7 as uuidv7 } from "uuid";
import { clock } from "../../../lib/core/clock.ts";

/** The id of a request at the moment of the clock. */
export const newRequestId = (): string => uuidv7({ msecs: clock.now().getTime() });
