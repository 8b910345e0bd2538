import { AppError, StaleCredentialsError } from "../core/errors.ts";
import type { Authenticate } from "../operation/serve.ts";
import { accessOf } from "./access.ts";
import { isApiKey, keyActor } from "./api-key.ts";
import { verifyAccessToken } from "./tokens.ts";

/** The actor behind `Authorization: Bearer`, as the session or the API key stands now. Throws UNAUTHENTICATED. */
export const bearerActor: Authenticate = async (request) => {
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (token === undefined) {
    throw new AppError("UNAUTHENTICATED");
  }
  if (isApiKey(token)) {
    return keyActor(token);
  }
  const { sessionId, tokenVersion, userId, role } = await verifyAccessToken(token);
  const access = await accessOf(sessionId);
  if (!access || access.tokenVersion !== tokenVersion) {
    throw new StaleCredentialsError(userId, role);
  }
  return access.actor;
};
