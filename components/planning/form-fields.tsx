import type { SelectOption } from "#components/ui/select";
import {
  CATEGORY_LABELS,
  IMPACT_LABELS,
  MARKET_KIND_LABELS,
  optionsOf,
  type PlanningKind,
  POSITION_LABELS,
  STATUS_LABELS,
} from "./wording.tsx";

/** One field of a planning record's form, named as the API names it. */
export interface FieldSpec {
  readonly name: string;
  readonly label: string;
  readonly control: "text" | "textarea" | "date" | "number" | "select";
  readonly required?: boolean;
  readonly help?: string;
  readonly options?: readonly SelectOption[];
  readonly placeholder?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Takes the whole width. */
  readonly isWide?: boolean;
  /** Chosen when it is entered, never changed after. */
  readonly isFixed?: boolean;
}

const outcome = { name: "outcome", label: "Outcome", control: "textarea", maxLength: 2000, isWide: true } as const;
const NO_PERSONS = "No names of persons and no e-mail addresses.";

/** The fields of each kind, in the order of its form; choices that come from the database are filled in by the page. */
export const PLANNING_FIELDS: Readonly<Record<PlanningKind, readonly FieldSpec[]>> = {
  initiatives: [
    { name: "name", label: "Name", control: "text", required: true, minLength: 3, maxLength: 120, isWide: true },
    { name: "status", label: "Status", control: "select", required: true, options: optionsOf(STATUS_LABELS) },
    { name: "progress", label: "Progress", control: "number", required: true, help: "Percent, 0 to 100" },
    { name: "impact", label: "Impact", control: "select", required: true, options: optionsOf(IMPACT_LABELS) },
    { name: "owner_id", label: "Owner", control: "select", required: true, help: "Kept as an id, never as a name" },
    { name: "start_on", label: "Start", control: "date" },
    { name: "due_on", label: "Due", control: "date" },
  ],
  decisions: [
    { name: "title", label: "Question", control: "text", required: true, minLength: 3, maxLength: 160, isWide: true },
    { name: "category", label: "Category", control: "select", required: true, options: optionsOf(CATEGORY_LABELS) },
    {
      name: "insight_on",
      label: "Insight",
      control: "date",
      required: true,
      help: "Day on which it was known that something has to be decided",
    },
    { name: "decided_on", label: "Decided", control: "date", help: "Empty while the decision is pending" },
    { name: "review_due_on", label: "Review due", control: "date" },
    { ...outcome, help: `What was decided, and what came of it. ${NO_PERSONS}` },
  ],
  reviews: [
    { name: "subject", label: "Reviewed", control: "select", required: true, isFixed: true, isWide: true },
    { name: "due_on", label: "Due", control: "date", required: true },
    { name: "done_on", label: "Done", control: "date", help: "Empty while the review is open" },
    { ...outcome, help: `What came out of it, once it is done. ${NO_PERSONS}` },
  ],
  market: [
    {
      name: "subject",
      label: "Competitor or market",
      control: "text",
      required: true,
      minLength: 2,
      maxLength: 120,
      isWide: true,
    },
    { name: "kind", label: "Kind", control: "select", required: true, options: optionsOf(MARKET_KIND_LABELS) },
    {
      name: "position",
      label: "Our position",
      control: "select",
      placeholder: "None",
      options: optionsOf(POSITION_LABELS),
      help: "Of a position only",
    },
    {
      name: "text",
      label: "What was found",
      control: "textarea",
      required: true,
      minLength: 3,
      maxLength: 2000,
      help: NO_PERSONS,
      isWide: true,
    },
    {
      name: "source",
      label: "Source",
      control: "text",
      required: true,
      minLength: 3,
      maxLength: 500,
      help: "A document in words, or an http(s) address",
      isWide: true,
    },
    { name: "observed_on", label: "Date", control: "date", required: true, help: "Day on which it was so" },
  ],
};

/** Labels by field name, for error summaries and comparisons. */
export const labelsOf = (fields: readonly FieldSpec[]): Record<string, string> =>
  Object.fromEntries(fields.map(({ name, label }) => [name, label]));

/** A field's value in the words of its choices. */
export const inWords =
  (fields: readonly FieldSpec[]) =>
  (name: string, value: string): string =>
    fields.find((field) => field.name === name)?.options?.find((option) => option.value === value)?.label ?? value;
