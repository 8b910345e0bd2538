import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { CopyButton } from "#components/ui/copy-button";
import { DefinitionList } from "#components/ui/definition-list";
import { formatCount } from "#components/ui/format";
import { JsonBlock } from "#components/ui/json-block";
import type { Reference, ReferenceAnswer } from "#lib/reference/index";
import { FieldTable } from "./field-table.tsx";

/** All that is said of one operation: who may call it, what it takes and what it answers. */
export function OperationView({ operation }: { readonly operation: Reference }) {
  const { parameters, body, answers, curl } = operation;
  const failures = answers.filter(({ status }) => Number(status) >= 400);
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Card title="Access">
        <Access operation={operation} />
      </Card>
      {parameters.length === 0 ? null : (
        <Card title="Parameters and headers" flush>
          <FieldTable
            caption="Parameters and headers"
            rows={parameters.map(({ in: place, ...rest }) => ({ ...rest, place }))}
          />
        </Card>
      )}
      {body === null ? null : (
        <Card title="Body" description={body.mediaType} flush>
          {body.fields.length === 0 ? null : (
            <FieldTable caption="Members of the body" rows={body.fields.map(namedByPath)} />
          )}
          <Example label="Example of the body" value={body.example} />
        </Card>
      )}
      <Card
        title="As a command"
        actions={<CopyButton value={curl} label="command" />}
        description="With the example, and your token in the variable TOKEN"
      >
        <ScrollingText label="Command">{curl}</ScrollingText>
      </Card>
      {answers
        .filter(({ status }) => Number(status) < 400)
        .map((answer) => (
          <AnswerCard key={`${answer.status}${answer.mediaType}`} answer={answer} />
        ))}
      <Card title="Errors" flush>
        <Failures failures={failures} />
      </Card>
    </div>
  );
}

const namedByPath = ({ path, ...row }: ReferenceAnswer["fields"][number]) => ({ ...row, name: path });

function Access({ operation }: { readonly operation: Reference }) {
  const { id, access, roles, permission, limit } = operation;
  return (
    <DefinitionList
      items={[
        { term: "Operation", value: <code className="figure break-all">{id}</code> },
        {
          term: "Who",
          value: access,
          note:
            roles.length === 0 ? undefined : (
              <span className="mt-1 flex flex-wrap gap-1">
                {roles.map((role) => (
                  <Badge key={role} mono>
                    {role}
                  </Badge>
                ))}
              </span>
            ),
        },
        ...(permission === null
          ? []
          : [{ term: "Permission", value: <code className="figure break-all">{permission}</code> }]),
        {
          term: "Rate limit",
          value: `${formatCount(limit.perMinute)} calls a minute`,
          note: <code className="figure">{limit.key}</code>,
        },
      ]}
    />
  );
}

function AnswerCard({
  answer: { status, mediaType, description, example, fields },
}: {
  readonly answer: ReferenceAnswer;
}) {
  const label = `${status} ${mediaType}`;
  return (
    <Card title={`Answer ${status}`} description={`${description} (${mediaType})`} flush>
      {fields.length === 0 ? null : <FieldTable caption={`Members of ${label}`} rows={fields.map(namedByPath)} />}
      {typeof example === "string" ? (
        <div className="p-4">
          <ScrollingText label={`Example of ${label}`}>{example}</ScrollingText>
        </div>
      ) : (
        <Example label={`Example of ${label}`} value={example} />
      )}
    </Card>
  );
}

function Example({ label, value }: { readonly label: string; readonly value: unknown }) {
  return value === null ? null : (
    <div className="border-line border-t p-4">
      <JsonBlock label={label} value={value} />
    </div>
  );
}

/** Text as it is, which scrolls inside itself. */
export function ScrollingText({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-96 overflow-auto rounded-lg border border-line bg-canvas p-3"
    >
      <pre className="figure text-xs leading-5">{children}</pre>
    </section>
  );
}

function Failures({ failures }: { readonly failures: readonly ReferenceAnswer[] }) {
  return (
    <>
      <ul className="divide-y divide-line text-sm">
        {failures.map(({ status, description }) => (
          <li key={status} className="flex gap-3 px-4 py-2">
            <Badge mono tone={status.startsWith("5") ? "danger" : "warning"}>
              {status}
            </Badge>
            <span className="min-w-0 text-muted">{description}</span>
          </li>
        ))}
      </ul>
      {failures[0] === undefined ? null : (
        <div className="border-line border-t">
          <FieldTable caption="Members of an error" rows={failures[0].fields.map(namedByPath)} />
        </div>
      )}
    </>
  );
}
