/** What each code of the executive contract means and what its caller can do (contract §2, decisions §7). */
export const ERROR_GUIDE: Readonly<
  Record<string, { readonly status: string; readonly meaning: string; readonly remedy: string }>
> = {
  ACCESS_DENIED: {
    status: "403",
    meaning: "Your role does not include this view.",
    remedy: "Ask a super admin for a role that does. The attempt has been recorded.",
  },
  AUTHENTICATION_REQUIRED: {
    status: "401",
    meaning: "There is no access token, or it has expired or been revoked.",
    remedy: "Refresh the token or sign in again, then repeat the request with Authorization: Bearer.",
  },
  BACKBONE_CONSTRAINT_APPLIED: {
    status: "422",
    meaning: "The request asks for more than the backbone can give, such as real-time figures or raw provider billing.",
    remedy: "Use one of the windows listed in details.",
  },
  DATA_SOURCE_UNAVAILABLE: {
    status: "503 or 502",
    meaning: "Nothing usable can be read at the moment.",
    remedy: "Repeat the request after the seconds in Retry-After. Nothing was changed.",
  },
  INTERNAL_SERVER_ERROR: {
    status: "500",
    meaning: "The request failed through a fault of ours.",
    remedy: "Report the request_id; the full error is in the log under it.",
  },
  METHOD_NOT_ALLOWED: {
    status: "405",
    meaning: "The path exists, but not for this method.",
    remedy: "Use a method named in the Allow header.",
  },
  PARTIAL_DATA_UNAVAILABLE: {
    status: "503",
    meaning: "The one figure asked for has no source at the moment.",
    remedy: "Repeat the request later, or read the wider view, which names its missing sources in meta.",
  },
  PROCESS_REQUIRED: {
    status: "409 or 412",
    meaning: "Another step must come first, such as an approval, or the resource has changed since it was read.",
    remedy: "Read the resource again, take the step named in the message, and repeat the request.",
  },
  RATE_LIMIT_EXCEEDED: {
    status: "429",
    meaning: "The allowance of this minute is used up.",
    remedy: "Wait for the seconds in Retry-After. The RateLimit headers of every answer say how much is left.",
  },
  RESOURCE_NOT_FOUND: {
    status: "404",
    meaning: "There is no such resource, or it lies outside your scope.",
    remedy: "Check the id against a list that you can read.",
  },
  VALIDATION_ERROR: {
    status: "400, 413, 415 or 422",
    meaning: "The request is not of the form that the endpoint takes.",
    remedy: "Each entry of details names a field and what is wrong with it.",
  },
};
