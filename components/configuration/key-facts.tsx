import { AppLink } from "#components/ui/app-link";
import { Badge } from "#components/ui/badge";
import { hrefWith } from "#components/ui/href";
import type { Definition } from "#lib/configuration/schema";
import { fieldsOf, textsOf, valueInWords } from "./fields.tsx";

interface KeyFactsProps {
  readonly definition: Definition;
  /** Leaves out whether a tenant may override it, where that is said already. */
  readonly isPlain?: boolean | undefined;
  /** Where the versions stand that changed it. */
  readonly historyHref: string;
}

/** The versions of the global configuration that changed a key. */
export const historyOfKey = (key: string): string => hrefWith("/console/configuration/history", { key });

/** What a key is called, what it does and how it is written elsewhere. */
export function KeyFacts({ definition, isPlain = false, historyHref }: KeyFactsProps) {
  const { key, title, description, overridable } = definition;
  return (
    <div className="min-w-0">
      <h3 className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium text-sm">
        {title}
        {overridable && !isPlain ? <Badge>Per tenant</Badge> : null}
      </h3>
      <p className="text-muted text-sm">{description}.</p>
      <p className="mt-0.5 flex flex-wrap items-baseline gap-x-3 text-xs">
        <code className="figure break-all text-subtle">{key}</code>
        <AppLink href={historyHref} className="link">
          History<span className="sr-only"> of {title}</span>
        </AppLink>
      </p>
    </div>
  );
}

/** A key's value in words; an object's members one below the other. */
export function ValueInWords({ definition, value }: { readonly definition: Definition; readonly value: unknown }) {
  const lines = valueInWords(definition, value);
  return (
    <span className="figure flex flex-col text-sm">
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </span>
  );
}

interface DefaultInWordsProps {
  readonly definition: Definition;
  /** What stands there now, as the form writes it. */
  readonly texts: Readonly<Record<string, string>>;
}

/** The default, as far as it differs from what stands there. */
export function DefaultInWords({ definition, texts }: DefaultInWordsProps) {
  const defaults = textsOf([definition], { [definition.key]: definition.default });
  const lines = valueInWords(definition, definition.default);
  const differing = fieldsOf(definition).flatMap(({ name }, index) =>
    texts[name] === defaults[name] ? [] : [lines[index] ?? ""],
  );
  return <span className="figure">{differing.join(", ")}</span>;
}
