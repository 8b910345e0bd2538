"use client";
import { useActionState } from "react";
import { Badge } from "#components/ui/badge";
import { Banner } from "#components/ui/banner";
import { CheckboxField, TextareaField, TextField } from "#components/ui/fields";
import { JsonBlock } from "#components/ui/json-block";
import { SubmitButton } from "#components/ui/submit-button";
import type { TryAction, TryState } from "./try-state.tsx";

interface TryParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly isRequired: boolean;
  readonly description: string;
}

interface TryFormProps {
  readonly action: TryAction;
  readonly parameters: readonly TryParameter[];
  /** The body to begin with; null where there is none. */
  readonly body: string | null;
  readonly isWrite: boolean;
  readonly takesDryRun: boolean;
}

/** Makes the call as whoever is signed in, and shows what came back. */
export function TryForm({ action, parameters, body, isWrite, takesDryRun }: TryFormProps) {
  const [state, submit] = useActionState<TryState, FormData>(action, {});
  const { values = {}, fields = {} } = state;
  return (
    <div className="flex flex-col gap-4">
      {isWrite ? (
        <Banner tone="warning" title="This is the real platform">
          {takesDryRun
            ? "A dry run changes nothing. Without it the call does what it says, on the record under your name."
            : "The call does what it says, on the record under your name."}
        </Banner>
      ) : null}
      <form action={submit} className="flex flex-col gap-3">
        {parameters
          .filter(({ name }) => name !== "dryRun")
          .map(({ name, in: place, isRequired, description }) => (
            <TextField
              key={`${place}.${name}`}
              name={`${place}.${name}`}
              label={<code className="figure">{name}</code>}
              help={description}
              error={fields[`${place}.${name}`]}
              defaultValue={values[`${place}.${name}`] ?? ""}
              required={isRequired}
              autoComplete="off"
              spellCheck={false}
              mono
            />
          ))}
        {body === null ? null : (
          <TextareaField
            name="body"
            label="Body"
            required
            defaultValue={values["body"] ?? body}
            className="max-h-96 font-mono text-xs"
            spellCheck={false}
            rows={6}
          />
        )}
        {takesDryRun ? (
          <CheckboxField name="dryRun" label="Dry run" defaultChecked={values["dryRun"] !== ""} value="true" />
        ) : null}
        <div>
          <SubmitButton variant={isWrite ? "danger" : "primary"} pendingLabel="Calling…">
            {isWrite ? "Make the call" : "Call"}
          </SubmitButton>
        </div>
      </form>
      <div aria-live="polite">
        <Outcome state={state} />
      </div>
    </div>
  );
}

function Outcome({ state: { error, answer } }: { readonly state: TryState }) {
  if (error !== undefined) {
    return <Banner tone="danger" title={error} />;
  }
  if (!answer) {
    return null;
  }
  const { request, status, ms, headers, body, isCut } = answer;
  return (
    <section aria-label="What came back" className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <Badge mono tone={status < 400 ? "success" : status < 500 ? "warning" : "danger"}>
          {status}
        </Badge>
        <code className="figure min-w-0 break-all">{request}</code>
        <span className="text-muted">{ms} ms</span>
      </p>
      <details className="text-sm">
        <summary className="text-muted">{headers.length} headers</summary>
        <dl className="mt-2 flex flex-col gap-1 text-xs">
          {headers.map(([name, value]) => (
            <div key={name} className="flex flex-wrap gap-x-2">
              <dt className="font-medium">{name}</dt>
              <dd className="figure min-w-0 break-all text-muted">{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      {isCut ? <p className="text-muted text-sm">Only the beginning is shown.</p> : null}
      <Body text={body} />
    </section>
  );
}

function Body({ text }: { readonly text: string }) {
  const json = parsed(text);
  return json === undefined ? (
    <section
      aria-label="Body of the answer"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-96 overflow-auto rounded-lg border border-line bg-canvas p-3"
    >
      <pre className="figure text-xs leading-5">{text}</pre>
    </section>
  ) : (
    <JsonBlock label="Body of the answer" value={json} />
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
