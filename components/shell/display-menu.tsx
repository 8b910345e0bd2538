"use client";
import { clsx } from "clsx";
import { MonitorCog } from "lucide-react";
import { useId } from "react";
import { iconButtonStyles } from "#components/ui/icon-button";
import { densities, type Preferences, shortcutModes, themes } from "./preferences.tsx";

type Action = (formData: FormData) => Promise<void>;

export interface PreferenceActions {
  readonly setTheme: Action;
  readonly setDensity: Action;
  readonly setShortcuts: Action;
}

interface DisplayMenuProps {
  readonly preferences: Preferences;
  readonly actions: PreferenceActions;
}

/** Theme, density and shortcuts: real forms, which scripts apply at once. */
export function DisplayMenu({ preferences, actions }: DisplayMenuProps) {
  const id = useId();
  return (
    <>
      <button type="button" popoverTarget={id} aria-label="Display" title="Display" className={iconButtonStyles()}>
        <MonitorCog aria-hidden="true" />
      </button>
      <div id={id} popover="auto" data-align="end" className="menu-panel">
        <div className="flex flex-col gap-3 p-2">
          <Choice name="theme" legend="Theme" values={themes} current={preferences.theme} action={actions.setTheme} />
          <Choice
            name="density"
            legend="Density"
            values={densities}
            current={preferences.density}
            action={actions.setDensity}
          />
          <Choice
            name="shortcuts"
            legend="Single-key shortcuts"
            values={shortcutModes}
            current={preferences.shortcuts}
            action={actions.setShortcuts}
          />
        </div>
      </div>
    </>
  );
}

interface ChoiceProps {
  readonly name: keyof Preferences;
  readonly legend: string;
  readonly values: readonly string[];
  readonly current: string;
  readonly action: Action;
}

function Choice({ name, legend, values, current, action }: ChoiceProps) {
  return (
    <form action={action}>
      <fieldset>
        <legend className="pb-1 font-medium text-subtle text-xs">{legend}</legend>
        <div className="flex rounded-md border border-line-strong bg-canvas p-0.5">
          {values.map((value) => (
            <button
              key={value}
              type="submit"
              name={name}
              value={value}
              aria-pressed={value === current}
              onClick={() => {
                document.documentElement.dataset[name] = value;
              }}
              className={clsx(
                "h-7 flex-1 rounded-sm px-2.5 text-xs capitalize -outline-offset-1 coarse:h-10",
                value === current ? "bg-tint font-medium text-ink" : "text-muted hover:text-ink",
              )}
            >
              {value}
            </button>
          ))}
        </div>
      </fieldset>
    </form>
  );
}
