import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type JWK } from "oidc-provider";

/** Somebody as the provider knows them, and how they have signed in there. */
export interface Guest {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly amr?: readonly string[];
}

interface Setup {
  /** Of the application that signs in here; the redirect URI is /api/auth/callback/oidc below it. */
  readonly appUrl: string;
  readonly port?: number;
  readonly clientSecret?: string;
}

const PATHS = { interaction: "/interaction/" } as const;

/** A real OpenID provider on loopback with one client. Whoever comes is signed in at once as the guest of the moment. */
export class LoopbackProvider {
  readonly clientId = "rookery";
  readonly clientSecret: string;
  readonly issuer: string;
  guest: Guest | null = null;
  readonly #server: Server;

  private constructor(server: Server, { appUrl, clientSecret }: Setup) {
    this.clientSecret = clientSecret ?? randomBytes(24).toString("base64url");
    const { port } = server.address() as AddressInfo;
    this.issuer = `http://localhost:${port}`;
    this.#server = server;
    const provider = this.#provider(appUrl);
    const answer = provider.callback();
    server.on("request", (request, response) => {
      if (!request.url?.startsWith(PATHS.interaction)) {
        answer(request, response);
        return;
      }
      this.#finish(provider, request, response).catch((thrown: unknown) => {
        response.writeHead(500).end(String(thrown));
      });
    });
  }

  static async start(setup: Setup): Promise<LoopbackProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(setup.port ?? 0, "localhost", resolve));
    return new LoopbackProvider(server, setup);
  }

  /** What the application reads to sign in here. */
  get environment(): Record<"OIDC_ISSUER" | "OIDC_CLIENT_ID" | "OIDC_CLIENT_SECRET", string> {
    return { OIDC_ISSUER: this.issuer, OIDC_CLIENT_ID: this.clientId, OIDC_CLIENT_SECRET: this.clientSecret };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #provider(appUrl: string): Provider {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return new Provider(this.issuer, {
      clients: [
        {
          client_id: this.clientId,
          client_secret: this.clientSecret,
          redirect_uris: [`${appUrl}/api/auth/callback/oidc`],
          grant_types: ["authorization_code"],
          response_types: ["code"],
        },
      ],
      jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig" } as JWK] },
      cookies: { keys: [randomBytes(24).toString("base64url")] },
      claims: { openid: ["sub", "amr"], email: ["email", "email_verified"] },
      ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
      features: { devInteractions: { enabled: false } },
      pkce: { required: () => true },
      interactions: { url: (_context, { uid }) => PATHS.interaction + uid },
      findAccount: (_context, accountId) => ({ accountId, claims: () => ({ ...this.guest, sub: accountId }) }),
      loadExistingGrant: async (context) => {
        const { oidc } = context;
        const grant = new oidc.provider.Grant({
          clientId: oidc.client?.clientId,
          accountId: oidc.session?.accountId,
        });
        grant.addOIDCScope("openid email");
        await grant.save();
        return grant;
      },
    });
  }

  async #finish(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { guest } = this;
    const result =
      guest === null
        ? { error: "access_denied", error_description: "The guest has refused" }
        : { login: { accountId: guest.sub, remember: false, ...(guest.amr && { amr: [...guest.amr] }) } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
}
