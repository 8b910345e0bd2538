import { Monitor, Terminal } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge";
import { RelativeTime } from "#components/ui/relative-time";
import { clientName } from "./client-name.tsx";

export interface SessionFacts {
  readonly sessionId: string;
  readonly kind: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly createdOn: string;
  readonly lastSeenOn: string;
  readonly expiresOn: string;
  readonly isCurrent?: boolean | undefined;
}

interface SessionListProps {
  readonly sessions: readonly SessionFacts[];
  readonly now: string;
  /** What can be done about one of them. */
  readonly action?: ((session: SessionFacts) => ReactNode) | undefined;
}

/** Open sessions, one a line: with what, from where, since when. */
export function SessionList({ sessions, now, action }: SessionListProps) {
  return (
    <ul className="divide-y divide-line">
      {sessions.map((session) => (
        <li key={session.sessionId} className="flex items-center gap-3 px-4 py-2.5">
          <SessionIcon kind={session.kind} />
          <div className="min-w-0 flex-1">
            <p className="flex flex-wrap items-center gap-x-2 font-medium text-sm">
              <span title={session.userAgent ?? undefined}>{clientName(session.userAgent)}</span>
              <Badge>{session.kind === "console" ? "Console" : "API"}</Badge>
              {session.isCurrent === true ? <Badge tone="success">This session</Badge> : null}
            </p>
            <p className="text-muted text-xs">
              <span className="figure">{session.ipAddress ?? "unknown network"}</span> · signed in{" "}
              <RelativeTime value={session.createdOn} now={now} /> · last seen{" "}
              <RelativeTime value={session.lastSeenOn} now={now} /> · ends{" "}
              <RelativeTime value={session.expiresOn} now={now} />
            </p>
          </div>
          {action?.(session)}
        </li>
      ))}
    </ul>
  );
}

function SessionIcon({ kind }: { readonly kind: string }) {
  const Icon = kind === "console" ? Monitor : Terminal;
  return <Icon aria-hidden="true" className="size-4 shrink-0 text-subtle max-sm:hidden" />;
}
