// What other parts may use of users, beside schema and operations.
import { mailLink } from "./link-mail.ts";
import { USER_RANKS } from "./ranks.ts";

export { mailLink, USER_RANKS };
