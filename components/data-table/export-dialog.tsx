import { ButtonLink, buttonStyles } from "#components/ui/button";
import { Dialog, DialogActions } from "#components/ui/dialog";
import { formatCount } from "#components/ui/format";

interface ExportDialogProps {
  /** What is exported: "Export the audit log". */
  readonly title: string;
  /** What its rows are called: "records". */
  readonly itemName: string;
  readonly total: number;
  /** The total stopped counting. */
  readonly totalCapped: boolean;
  /** The filters at work, in words. */
  readonly filters: readonly { readonly label: string; readonly value: string }[];
  /** The route that answers with the file, and the parameters of the list that it takes over. */
  readonly action: string;
  readonly query: Readonly<Partial<Record<string, string>>>;
  readonly closeHref: string;
}

const FORMATS = [
  { value: "csv", label: "CSV", help: "For spreadsheets: one line a row under a header" },
  { value: "ndjson", label: "NDJSON", help: "For programs: one JSON object a line" },
];

/** Says how much leaves before it does, and in which form. A plain GET form: the browser takes the file and stays on the page. */
export function ExportDialog(props: ExportDialogProps) {
  const { title, itemName, total, totalCapped, filters, action, query, closeHref } = props;
  return (
    <Dialog title={title} closeHref={closeHref}>
      <form action={action} method="get" className="flex flex-col gap-4">
        {Object.entries(query).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <p className="text-sm">
          <strong className="figure font-semibold">
            {totalCapped ? `More than ${formatCount(total)}` : `About ${formatCount(total)}`}
          </strong>{" "}
          {total === 1 && !totalCapped ? itemName.replace(/s$/, "") : itemName}{" "}
          {filters.length === 0 ? "without any filter" : "match"}
          {totalCapped ? "; counting stopped there, and the file has them all" : ""}.
        </p>
        {filters.length === 0 ? null : (
          <ul aria-label="Filters" className="divide-y divide-line rounded-lg border border-line text-sm">
            {filters.map(({ label, value }) => (
              <li key={label} className="flex items-baseline justify-between gap-4 px-3 py-1.5">
                <span className="text-muted">{label}</span>
                <span className="min-w-0 truncate font-medium">{value}</span>
              </li>
            ))}
          </ul>
        )}
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 font-medium text-sm">Format</legend>
          {FORMATS.map(({ value, label, help }, index) => (
            <label key={value} className="flex items-start gap-2.5 text-sm">
              <input type="radio" name="format" value={value} defaultChecked={index === 0} className="mt-0.75 size-4" />
              <span>
                {label}
                <span className="block text-muted text-xs">{help}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <p className="text-muted text-sm">The export is itself recorded in the audit log.</p>
        <DialogActions>
          <ButtonLink href={closeHref} scroll={false} replace data-autofocus>
            Close
          </ButtonLink>
          <button type="submit" className={buttonStyles({ variant: "primary" })}>
            Download
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
