import { type NextRequest, NextResponse } from "next/server";

const isDevelopment = process.env.NODE_ENV === "development";

/** Headers of documents: a policy with a fresh nonce, transport security, no leaks. Never authorization. */
export function proxy(request: NextRequest): NextResponse {
  const scheme = schemeOf(request);
  if (scheme === "http" && trustsProxy() && request.headers.has("x-forwarded-proto")) {
    return NextResponse.redirect(secureUrl(request), 308);
  }
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce, scheme);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  // Where to return after a sign-in; set here so that a client cannot.
  headers.set("x-path", request.nextUrl.pathname + request.nextUrl.search);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("x-frame-options", "DENY");
  response.headers.set("referrer-policy", "strict-origin-when-cross-origin");
  response.headers.set("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  response.headers.set("cross-origin-resource-policy", "same-origin");
  if (scheme === "https" || isHome("https:"))
    response.headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
  // A plain header on purpose: a cookie set through `response.cookies` would be gone for the page itself as well.
  if (carriesFlash(request)) response.headers.append("set-cookie", "flash=; Path=/; Max-Age=0; SameSite=Lax");
  return response;
}

export const config = {
  matcher: [
    {
      source: "/((?!api/|_next/static/|_next/image|icon\\.svg|favicon\\.ico|\\.well-known/).*)",
      missing: [{ type: "header", key: "next-router-prefetch" }],
    },
  ],
};

/**
 * Style attributes are allowed, because charts place their parts with them and they cannot run code; scripts and
 * style elements need the nonce. Single sign-on begins with a link, so that no form leads anywhere else.
 */
function contentSecurityPolicy(nonce: string, scheme: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "frame-src 'none'",
    "worker-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(scheme === "https" ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

function schemeOf(request: NextRequest): string {
  const forwarded = request.headers.get("x-forwarded-proto")?.split(",")[0]?.trim();
  if (forwarded !== undefined) return trustsProxy() ? forwarded : "http";
  return request.nextUrl.protocol.replace(":", "");
}

function trustsProxy(): boolean {
  return !["", "0", "false", "off", "no"].includes((process.env["TRUST_PROXY"] ?? "").toLowerCase());
}

const home = (): URL | null => URL.parse(process.env["APP_URL"] ?? "");

const isHome = (protocol: string): boolean => home()?.protocol === protocol;

/** The same page over https: at the application's own address where that is known, whatever the request says of its host. */
function secureUrl(request: NextRequest): URL {
  const known = home();
  const url = new URL(request.nextUrl.pathname + request.nextUrl.search, known ?? request.url);
  if (known?.protocol === "https:") return url;
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  url.protocol = "https:";
  url.host = host ?? url.host;
  url.port = "";
  return url;
}

/** A flash is shown by the document it arrives with; navigations by script show and remove it themselves. */
function carriesFlash(request: NextRequest): boolean {
  const wantsPage = request.headers.get("accept")?.includes("text/html") === true;
  return request.method === "GET" && wantsPage && request.cookies.has("flash");
}
