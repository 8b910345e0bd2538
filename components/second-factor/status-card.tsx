import { ButtonLink } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { RelativeTime } from "#components/ui/relative-time";
import { StatusPill } from "#components/ui/status-pill";

interface SecondFactorCardProps {
  readonly status: {
    readonly mfaEnabled: boolean;
    readonly enrolledOn: string | null;
    readonly recoveryCodesLeft: number;
  };
  readonly now: string;
}

/** Whether signing in takes a code, and the way to change that. */
export function SecondFactorCard({
  status: { mfaEnabled, enrolledOn, recoveryCodesLeft },
  now,
}: SecondFactorCardProps) {
  return (
    <Card title="Second factor" description="A code from an authenticator app, besides the password">
      <div className="flex flex-col items-start gap-3">
        <StatusPill tone={mfaEnabled ? "success" : "neutral"}>{mfaEnabled ? "In use" : "Not set up"}</StatusPill>
        {mfaEnabled ? (
          <p className="text-muted text-sm">
            Set up <RelativeTime value={enrolledOn} now={now} /> · {recoveryCodesLeft} of 10 recovery codes left
          </p>
        ) : null}
        <ButtonLink href="/second-factor">{mfaEnabled ? "Manage…" : "Set up…"}</ButtonLink>
      </div>
    </Card>
  );
}
