import { clsx } from "clsx";

const token = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

interface JsonBlockProps {
  readonly value: unknown;
  readonly label: string;
  readonly className?: string | undefined;
}

/** JSON as it is, indented and lightly coloured; scrolls inside itself. */
export function JsonBlock({ value, label, className }: JsonBlockProps) {
  const source = JSON.stringify(value, null, 2) ?? "undefined";
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className={clsx("max-h-[32rem] overflow-auto rounded-lg border border-line bg-canvas p-3", className)}
    >
      <pre className="figure text-muted text-xs leading-5">{paint(source)}</pre>
    </section>
  );
}

function paint(source: string) {
  const parts = [];
  let end = 0;
  for (const match of source.matchAll(token)) {
    const [whole, string, colon, word] = match;
    parts.push(source.slice(end, match.index));
    const tone = colon !== undefined ? "text-ink" : string !== undefined ? "text-success" : toneOf(word);
    parts.push(
      <span key={match.index} className={tone}>
        {whole}
      </span>,
    );
    end = match.index + whole.length;
  }
  return [...parts, source.slice(end)];
}

const toneOf = (word: string | undefined) => (word === undefined ? "text-info" : "text-warning");
