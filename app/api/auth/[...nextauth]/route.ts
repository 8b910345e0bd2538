import NextAuth from "next-auth";
import { nextAuthOptions } from "#lib/auth/next-auth";
import { tellNextAuth } from "#lib/env";

interface RouteContext {
  readonly params: Promise<{ nextauth: string[] }>;
}

function handler(request: Request, context: RouteContext): Promise<Response> {
  tellNextAuth();
  return NextAuth(nextAuthOptions())(request, context);
}

export { handler as GET, handler as POST };
