const CLIENTS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\//, "Firefox"],
  [/\bChrome\/|\bHeadlessChrome\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux|X11/, "Linux"],
];

/** A user agent as people say it: "Firefox on Windows"; of a program its first word, "curl/8.5.0". */
export function clientName(userAgent: string | null): string {
  if (userAgent === null || userAgent === "") {
    return "Unknown client";
  }
  const client = CLIENTS.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (client === undefined) {
    return userAgent.split(" ", 1)[0]?.slice(0, 40) ?? userAgent;
  }
  return system === undefined ? client : `${client} on ${system}`;
}
