import { NextRequest } from "next/server";
import { GET as nextAuth } from "../../app/api/auth/[...nextauth]/route.ts";
import { GET as begin } from "../../app/login/single-sign-on/route.ts";
import { GET as beginStepUp } from "../../app/step-up/single-sign-on/route.ts";

const NEXT_AUTH = "/api/auth/";
/** Where a sign-in at the provider begins. */
const BEGINNINGS: Readonly<Record<string, typeof begin>> = {
  "/login/single-sign-on": begin,
  "/step-up/single-sign-on": beginStepUp,
};
const HOPS = 12;

/** A browser that follows redirects between the application, asked in this process, and an identity provider on loopback. */
export class SignOnBrowser {
  readonly cookies = new Map<string, string>();
  readonly #providerCookies = new Map<string, string>();
  readonly #appUrl: string;

  constructor(appUrl: string) {
    this.#appUrl = appUrl;
  }

  /** Begins single sign-on; ends at the first page that is none of its redirects, or where `until` says so. */
  signOn(until: (url: URL) => boolean = () => false): Promise<URL> {
    return this.follow(new URL("/login/single-sign-on?returnTo=/console/tenants", this.#appUrl), until);
  }

  async follow(from: URL, until: (url: URL) => boolean = () => false): Promise<URL> {
    let url = from;
    for (let hop = 0; hop < HOPS; hop++) {
      const isApp = url.origin === this.#appUrl;
      const isPage = isApp && !url.pathname.startsWith(NEXT_AUTH) && !(url.pathname in BEGINNINGS);
      if (isPage || until(url)) {
        return url;
      }
      const response = await (isApp ? this.#ask(url) : this.#fetch(url));
      const location = response.headers.get("location");
      if (location === null) {
        throw new Error(`${url.pathname} answered ${response.status} and leads nowhere: ${await response.text()}`);
      }
      url = new URL(location, url);
    }
    throw new Error("Too many redirects");
  }

  async #ask(url: URL): Promise<Response> {
    const headers = { cookie: header(this.cookies), "user-agent": "Browser" };
    const request = new NextRequest(url, { headers });
    const response = url.pathname.startsWith(NEXT_AUTH)
      ? await nextAuth(request, {
          params: Promise.resolve({ nextauth: url.pathname.slice(NEXT_AUTH.length).split("/") }),
        })
      : await (BEGINNINGS[url.pathname] ?? begin)(request);
    keep(this.cookies, response);
    return response;
  }

  async #fetch(url: URL): Promise<Response> {
    const response = await fetch(url, { redirect: "manual", headers: { cookie: header(this.#providerCookies) } });
    keep(this.#providerCookies, response);
    return response;
  }
}

const header = (jar: ReadonlyMap<string, string>): string =>
  [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

function keep(jar: Map<string, string>, response: Response): void {
  for (const cookie of response.headers.getSetCookie()) {
    const [pair = ""] = cookie.split(";", 1);
    const at = pair.indexOf("=");
    jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
}
