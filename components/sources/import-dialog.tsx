"use client";
import { useActionState } from "react";
import { ButtonLink } from "#components/ui/button";
import { Dialog, DialogActions } from "#components/ui/dialog";
import { ErrorSummary } from "#components/ui/error-summary";
import { TextareaField, TextField } from "#components/ui/fields";
import type { FormAction } from "#components/ui/form-state";
import { IdempotencyKey } from "#components/ui/idempotency-key";
import { SubmitButton } from "#components/ui/submit-button";
import { lineLabel } from "./wording.tsx";

const EXAMPLE = `provider,period,currency,amount_low,amount_high,volume
postmark,2026-10,USD,1720.00,1900.00,1450000`;

interface ImportDialogProps {
  readonly action: FormAction;
  readonly closeHref: string;
  readonly idempotencyKey: string;
}

/** Imports the providers' bills from a CSV file or from pasted text; each line that is wrong is named, and then nothing is kept. */
export function ImportDialog({ action, closeHref, idempotencyKey }: ImportDialogProps) {
  const [state, submit] = useActionState(action, {});
  const wrong = inOrder(state.fields ?? {});
  return (
    <Dialog
      title="Import provider billing"
      description="Estimated bills of e-mail service providers, a row a provider and month. A month replaces what was known of it, unless that is newer."
      closeHref={closeHref}
      size="lg"
    >
      <form action={submit} className="flex flex-col gap-4">
        <ErrorSummary message={state.error} fields={wrong.length === 0 ? {} : { csv: foundText(wrong.length) }} />
        <WrongLines wrong={wrong} />
        <IdempotencyKey minted={idempotencyKey} values={state.values} />
        <TextField name="file" label="CSV file" type="file" accept=".csv,text/csv" className="py-1" />
        <TextareaField
          name="csv"
          label="or the table as text"
          help="First line: provider, period, currency, amount_low, amount_high, volume and, if known, fetched_at."
          rows={6}
          placeholder={EXAMPLE}
          spellCheck={false}
          className="font-mono"
          defaultValue={state.values?.["csv"] ?? ""}
          error={wrong.length === 0 ? undefined : "Nothing was imported: what is named above is wrong."}
        />
        <p className="text-muted text-sm">
          Costs made of it stay an internal approximation, non-authoritative. The import is kept in the audit log.
        </p>
        <DialogActions>
          <ButtonLink href={closeHref} scroll={false} replace>
            Cancel
          </ButtonLink>
          <SubmitButton variant="primary" pendingLabel="Importing…">
            Import
          </SubmitButton>
        </DialogActions>
      </form>
    </Dialog>
  );
}

type Wrong = readonly (readonly [field: string, reason: string])[];

/** Every line that is wrong with its reason. */
function WrongLines({ wrong }: { readonly wrong: Wrong }) {
  if (wrong.length === 0) return null;
  return (
    <dl
      aria-label="What is wrong"
      className="max-h-48 divide-y divide-line overflow-auto rounded-lg border border-line text-sm"
    >
      {wrong.map(([field, reason]) => (
        <div key={field} className="grid grid-cols-[5rem_1fr] gap-3 px-3 py-1.5">
          <dt className="figure text-muted">{lineLabel(field)}</dt>
          <dd>{reason}</dd>
        </div>
      ))}
    </dl>
  );
}

const foundText = (count: number): string => (count === 1 ? "One thing is wrong" : `${count} things are wrong`);

const lineOf = (field: string): number => Number(/\d+$/.exec(field)?.[0] ?? 0);

const inOrder = (fields: Readonly<Record<string, string>>): Wrong =>
  Object.entries(fields).toSorted(([a], [b]) => lineOf(a) - lineOf(b));
