import type { NextRequest } from "next/server";
import { answerNextAuth } from "#lib/auth/next-auth-handler";
import { readBytes } from "#lib/operation/request";

interface RouteContext {
  readonly params: Promise<{ nextauth: string[] }>;
}

async function handler(request: NextRequest, { params }: RouteContext): Promise<Response> {
  const { nextauth } = await params;
  const cookies = Object.fromEntries(request.cookies.getAll().map(({ name, value }) => [name, value]));
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const { method, headers } = request;
  let body: unknown;
  try {
    body = await bodyOf(request);
  } catch {
    return new Response(null, { status: 400 });
  }
  return answerNextAuth(nextauth, { method, headers, cookies, query, body });
}

/** Throws for what is too long and for JSON that is none. */
async function bodyOf(request: NextRequest): Promise<unknown> {
  if (request.method !== "POST") {
    return;
  }
  const text = new TextDecoder().decode(await readBytes(request));
  const type = request.headers.get("content-type") ?? "";
  return type.includes("application/json") ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
}

export { handler as GET, handler as POST };
