// What other parts may use of users, beside schema and operations.
import { mailLink } from "./link-mail.ts";
import { USER_RANKS } from "./ranks.ts";
import { forceLogout, setUserLock } from "./standing-operations.ts";
import { suspendUser } from "./suspend-operation.ts";

export { forceLogout, mailLink, setUserLock, suspendUser, USER_RANKS };
