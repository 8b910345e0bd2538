"use client";
import { ChevronDown, ChevronUp, Columns3 } from "lucide-react";
import { type FormEvent, useActionState, useEffect, useId, useLayoutEffect, useRef } from "react";
import { Button, buttonStyles } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { addressAhead, type ColumnParameters, useGo, withColumns } from "./address-ahead.tsx";
import { inOrder } from "./column-order.tsx";

export interface ChoosableColumn {
  readonly id: string;
  readonly label: string;
}

/** What the address has to say from now on; each answer is one of its own, so that the same can follow twice. */
export interface Onward {
  /** The relative address that the columns were chosen at. */
  readonly from: string;
  readonly columns: ColumnParameters;
}

interface ColumnChooserProps {
  /** The table's name in the cookie. */
  readonly table: string;
  /** In the table's own order. */
  readonly columns: readonly ChoosableColumn[];
  readonly hidden: readonly string[];
  /** The order at work; empty for the table's own. */
  readonly order: readonly string[];
  /** The current relative URL; where it says which columns are hidden, it will say so anew. */
  readonly at: string;
  /**
   * Gets `table`, `at`, every `all` in order, the ticked `column` values, and as `up` or `down` the column that is to move. Answers
   * with what the address is to say, where it says what the columns are.
   */
  readonly action: (before: Onward | null, formData: FormData) => Promise<Onward | null>;
}

/** Which columns to show, and in which order; remembered per table. Applies at once with scripts, by its buttons without. */
export function ColumnChooser({ table, columns, hidden, order, at, action }: ColumnChooserProps) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const ordered = inOrder(columns, (column) => column.id, order);
  const rememberMove = useFocusAfterMove(form, ordered.map((column) => column.id).join());
  const [onward, submit, pending] = useActionState(action, null);
  useTicks(form, hidden.join(), pending);
  const [, go] = useGo();
  useEffect(() => {
    // The reader may have filtered, sorted or left meanwhile: it is that address that gets the columns.
    const leadsTo = onward === null ? null : withColumns(addressAhead(), onward.from, onward.columns);
    if (leadsTo !== null) go("replace", leadsTo);
  }, [go, onward]);
  const apply = (event: FormEvent<HTMLFormElement>) => event.currentTarget.requestSubmit();
  return (
    <>
      <button type="button" popoverTarget={id} className={buttonStyles({ className: "no-print max-sm:hidden" })}>
        <Columns3 aria-hidden="true" />
        Columns
      </button>
      <div id={id} popover="auto" data-align="end" className="menu-panel">
        <form ref={form} action={submit} onChange={apply}>
          {/* What Enter in a checkbox presses: nothing moves then. */}
          <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
          <input type="hidden" name="table" value={table} />
          <input type="hidden" name="at" value={at} />
          <fieldset>
            <legend className="px-2 pt-1.5 pb-1 font-medium text-subtle text-xs">Columns and their order</legend>
            <ol>
              {ordered.map((column, index) => (
                <li key={column.id} className="flex items-center gap-1 rounded-md pr-1 hover:bg-sunken">
                  <label className="flex h-8 flex-1 items-center gap-2 pl-2 text-sm coarse:h-11">
                    <input type="hidden" name="all" value={column.id} />
                    <Checkbox name="column" value={column.id} defaultChecked={!hidden.includes(column.id)} />
                    {column.label}
                  </label>
                  <MoveButton column={column} direction="up" isAtEnd={index === 0} onMove={rememberMove} />
                  <MoveButton
                    column={column}
                    direction="down"
                    isAtEnd={index === ordered.length - 1}
                    onMove={rememberMove}
                  />
                </li>
              ))}
            </ol>
          </fieldset>
          <div className="hidden p-1 no-js:block">
            <Button type="submit">Apply</Button>
          </div>
        </form>
      </div>
    </>
  );
}

type Direction = "up" | "down";

interface MoveButtonProps {
  readonly column: ChoosableColumn;
  readonly direction: Direction;
  /** There is no place to move to. */
  readonly isAtEnd: boolean;
  readonly onMove: (button: HTMLButtonElement) => void;
}

function MoveButton({ column, direction, isAtEnd, onMove }: MoveButtonProps) {
  const Icon = direction === "up" ? ChevronUp : ChevronDown;
  return (
    <button
      type="submit"
      name={direction}
      value={column.id}
      disabled={isAtEnd}
      aria-label={`Move ${column.label} ${direction}`}
      onClick={(event) => onMove(event.currentTarget)}
      className="grid size-7 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink disabled:invisible coarse:size-11"
    >
      <Icon aria-hidden="true" className="size-4" />
    </button>
  );
}

/** Uncontrolled boxes keep what they were when another address comes: another view has columns of its own. */
function useTicks(form: { readonly current: HTMLFormElement | null }, hidden: string, pending: boolean) {
  useLayoutEffect(() => {
    if (pending) return;
    const ids = hidden.split(",");
    for (const box of form.current?.querySelectorAll<HTMLInputElement>("input[name=column]") ?? []) {
      box.checked = !ids.includes(box.value);
    }
  }, [form, hidden, pending]);
}

/** A column that has moved takes its button along, and with it the focus: the next press moves it on, or at the end back. */
function useFocusAfterMove(form: { readonly current: HTMLFormElement | null }, order: string) {
  const pressed = useRef<{ readonly direction: string; readonly id: string } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new order is what there is to react to
  useEffect(() => {
    if (pressed.current === null) return;
    const { direction, id } = pressed.current;
    pressed.current = null;
    const buttons = [...(form.current?.querySelectorAll<HTMLButtonElement>("button[name]") ?? [])];
    const usable = buttons.filter(({ value, disabled }) => value === id && !disabled);
    (usable.find(({ name }) => name === direction) ?? usable[0])?.focus();
  }, [form, order]);
  return ({ name, value }: HTMLButtonElement) => {
    pressed.current = { direction: name, id: value };
  };
}
