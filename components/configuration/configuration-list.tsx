"use client";
import { useState } from "react";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import type { Definition } from "#lib/configuration/schema";
import { AREA_LABELS, areasOf, isFound, textsOf } from "./fields.tsx";
import { historyOfKey, KeyFacts, ValueInWords } from "./key-facts.tsx";
import { KeySearch } from "./key-search.tsx";

interface ConfigurationListProps {
  readonly definitions: readonly Definition[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly search: string;
}

/** The configuration to read, for whoever may not change it. */
export function ConfigurationList({ definitions, values, search: asked }: ConfigurationListProps) {
  const [search, setSearch] = useState(asked);
  const found = definitions.filter((definition) => isFound(definition, search));
  return (
    <>
      <KeySearch initial={asked} search={search} onChange={setSearch} found={found.length} />
      {found.length === 0 ? <EmptyState kind="no-match" title="No key matches" /> : null}
      <Areas definitions={found} values={values} />
    </>
  );
}

function Areas({ definitions, values }: Omit<ConfigurationListProps, "search">) {
  return areasOf(definitions).map(([area, keys]) => (
    <Card key={area} title={AREA_LABELS[area] ?? area} flush>
      <ul className="divide-y divide-line">
        {keys.map((definition) => (
          <li key={definition.key} className="grid gap-x-8 gap-y-2 px-4 py-3 lg:grid-cols-2">
            <KeyFacts definition={definition} historyHref={historyOfKey(definition.key)} />
            <div className="flex flex-col items-start gap-1">
              <ValueInWords definition={definition} value={values[definition.key]} />
              {isDefault(definition, values[definition.key]) ? (
                <span className="text-subtle text-xs">The default</span>
              ) : (
                <Badge tone="info">Not the default</Badge>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  ));
}

const isDefault = (definition: Definition, value: unknown): boolean => {
  const of = (one: unknown) => JSON.stringify(textsOf([definition], { [definition.key]: one }));
  return of(value) === of(definition.default);
};
