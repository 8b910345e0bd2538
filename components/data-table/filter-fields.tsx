import { clsx } from "clsx";
import { Search } from "lucide-react";
import { fieldId } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Kbd } from "#components/ui/kbd";
import { Select, type SelectOption } from "#components/ui/select";

interface SearchFieldProps {
  /** Its accessible name: "Search tenants". */
  readonly label: string;
  readonly placeholder: string;
  readonly name?: string | undefined;
  readonly value?: string | undefined;
}

/** The search box of a `FilterForm`. */
export function SearchField({ label, placeholder, name = "search", value }: SearchFieldProps) {
  return (
    <div className="relative min-w-0 flex-1 basis-56 sm:max-w-80">
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-subtle"
      />
      <Input
        type="search"
        name={name}
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={placeholder}
        defaultValue={value}
        autoComplete="off"
        spellCheck={false}
        className="peer pr-8 pl-8 [&::-webkit-search-cancel-button]:opacity-60"
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-1.5 hidden -translate-y-1/2 peer-placeholder-shown:block peer-focus:hidden"
      >
        <span className="coarse:hidden no-js:hidden">
          <Kbd>/</Kbd>
        </span>
      </span>
    </div>
  );
}

/** A second text to filter by, such as a code, beside the search box. */
export function FilterText({
  label,
  placeholder,
  name,
  value,
}: Required<Pick<SearchFieldProps, "name">> & SearchFieldProps) {
  return (
    <Input
      type="text"
      name={name}
      aria-label={label}
      placeholder={placeholder}
      defaultValue={value}
      autoComplete="off"
      spellCheck={false}
      className="min-w-32 flex-1 sm:max-w-44 sm:flex-none"
    />
  );
}

interface FilterSelectProps {
  readonly label: string;
  readonly name: string;
  readonly value?: string | undefined;
  readonly options: readonly SelectOption[];
  /** The words for no filter: "Any status". */
  readonly any: string;
}

/** One filter of a `FilterForm`; set apart when it is at work. */
export function FilterSelect({ label, name, value, options, any }: FilterSelectProps) {
  return (
    <Select
      name={name}
      aria-label={label}
      defaultValue={value ?? ""}
      placeholder={any}
      options={options}
      className={clsx("min-w-32 flex-1 sm:max-w-44 sm:flex-none", value !== undefined && "font-medium")}
    />
  );
}

interface FilterDateProps {
  readonly label: string;
  readonly name: string;
  readonly value: string | undefined;
}

/** A day in UTC; a moment that the URL brought along stays the text that it is. */
export function FilterDate({ name, label, value }: FilterDateProps) {
  const isDay = value === undefined || /^\d{4}-\d\d-\d\d$/.test(value);
  return (
    <label htmlFor={fieldId(name)} className="flex items-center gap-1.5 text-muted text-sm" title="Midnight UTC">
      {label}
      <Input id={fieldId(name)} type={isDay ? "date" : "text"} name={name} defaultValue={value} className="w-36" />
    </label>
  );
}
