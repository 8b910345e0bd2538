import { formatCount } from "./format.tsx";

interface ProgressCardProps {
  readonly total: number;
  /** What has an outcome, by outcome in words; none of zero is shown. */
  readonly counts: readonly { readonly what: string; readonly count: number }[];
  /** What is counted: "rows". */
  readonly noun: string;
  readonly isUnderWay: boolean;
}

/** How far a long piece of work is: a bar, and the same in words. */
export function ProgressCard({ total, counts, noun, isUnderWay }: ProgressCardProps) {
  const settled = counts.reduce((sum, { count }) => sum + count, 0);
  const percent = total === 0 ? 100 : Math.floor((100 * settled) / total);
  return (
    <section
      aria-label="Progress"
      className="flex flex-col gap-1.5 rounded-lg border border-line bg-raised p-4 text-sm"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p>
          <span className="figure font-semibold text-lg">{formatCount(settled)}</span>{" "}
          <span className="text-muted">
            of <span className="figure">{formatCount(total)}</span> {noun}
          </span>
        </p>
        <p className="flex flex-wrap gap-x-4 text-muted">
          {counts.map(({ what, count }) =>
            count === 0 ? null : (
              <span key={what}>
                <span className="figure text-ink">{formatCount(count)}</span> {what}
              </span>
            ),
          )}
        </p>
      </div>
      <progress
        aria-label={`${noun[0]?.toUpperCase()}${noun.slice(1)} with an outcome`}
        value={settled}
        max={Math.max(total, 1)}
        className="w-full"
      >
        {percent} %
      </progress>
      {/* Spoken at quarters only: every single one would be noise. */}
      <p role="status" className="sr-only">
        {isUnderWay ? `${Math.floor(percent / 25) * 25} % done` : "It has ended"}
      </p>
    </section>
  );
}
