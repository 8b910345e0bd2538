import { Lightbulb } from "lucide-react";
import { Card } from "#components/ui/card";

/** What the figures suggest; people decide. */
export function Suggestions({ texts, unknown }: { readonly texts: readonly string[]; readonly unknown: string }) {
  return (
    <Card title="What the figures suggest" description="Suggestions; nothing happens by itself">
      {texts.length === 0 ? (
        <p className="text-muted text-sm">{unknown}</p>
      ) : (
        <ul className="flex flex-col gap-2.5 text-sm">
          {texts.map((text) => (
            <li key={text} className="flex items-start gap-2">
              <Lightbulb aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-subtle" />
              {text}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
