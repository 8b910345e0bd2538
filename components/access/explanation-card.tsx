import { clsx } from "clsx";
import { Check, X } from "lucide-react";
import { Badge } from "#components/ui/badge";
import { Banner } from "#components/ui/banner";
import { Card } from "#components/ui/card";
import type { Explanation } from "#lib/access/schema";

const GROUND_LABELS: Readonly<Record<Explanation["decidedBy"], string>> = {
  state: "Standing of the account",
  role: "Role",
  permission: "Permission",
  scope: "Tenants in reach",
};

/** Whether the call would be let in, what decides, and everything that was looked at in the order of a real call. */
export function ExplanationCard({ explanation }: { readonly explanation: Explanation }) {
  const { allowed, decidedBy, checks, method, path } = explanation;
  return (
    <div className="flex flex-col gap-4">
      <div role="status">
        <Banner
          tone={allowed ? "success" : "danger"}
          title={`${allowed ? "Allowed" : "Denied"} by: ${GROUND_LABELS[decidedBy].toLowerCase()}`}
        >
          {explanation.explanation}
        </Banner>
      </div>
      <Card
        title="What was looked at"
        description={
          <>
            In the order of a real call of{" "}
            <code className="figure break-all">
              {method} {path}
            </code>
          </>
        }
        flush
      >
        <ol className="divide-y divide-line">
          {checks.map((check) => (
            <li key={check.explanation} className="flex items-start gap-3 px-4 py-2 text-sm">
              <Outcome passed={check.passed} />
              <span className="min-w-0 flex-1">{check.explanation}</span>
              <Badge>{GROUND_LABELS[check.ground]}</Badge>
            </li>
          ))}
        </ol>
      </Card>
    </div>
  );
}

function Outcome({ passed }: { readonly passed: boolean }) {
  const Icon = passed ? Check : X;
  return (
    <Icon
      role="img"
      aria-label={passed ? "Passed:" : "Refused:"}
      className={clsx("mt-0.75 size-3.5 shrink-0", passed ? "text-success" : "text-danger")}
    />
  );
}
