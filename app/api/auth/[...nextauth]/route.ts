import type { NextRequest } from "next/server";
import { answerNextAuth } from "#lib/auth/next-auth-handler";

interface RouteContext {
  readonly params: Promise<{ nextauth: string[] }>;
}

async function handler(request: NextRequest, { params }: RouteContext): Promise<Response> {
  const { nextauth } = await params;
  const cookies = Object.fromEntries(request.cookies.getAll().map(({ name, value }) => [name, value]));
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const { method, headers } = request;
  return answerNextAuth(nextauth, { method, headers, cookies, query, body: await bodyOf(request) });
}

async function bodyOf(request: NextRequest): Promise<unknown> {
  if (request.method !== "POST") {
    return;
  }
  const type = request.headers.get("content-type") ?? "";
  if (type.includes("application/json")) {
    return request.json();
  }
  return Object.fromEntries(new URLSearchParams(await request.text()));
}

export { handler as GET, handler as POST };
