// What other parts may use of users, beside schema and operations.
import { USER_RANKS } from "./ranks.ts";

export { USER_RANKS };
