"use client";
import { useEffect, useState } from "react";
import { TextField } from "#components/ui/fields";

const WAIT_MS = 300;
const WELL_FORMED = /^[A-Z0-9_-]{3,20}$/;

interface CodeFieldProps {
  readonly value: string | undefined;
  readonly error: string | undefined;
}

/** The code of a new tenant; says while typing whether it is still free. The server decides when the form is sent. */
export function CodeField({ value, error }: CodeFieldProps) {
  const [typed, setTyped] = useState<string>();
  const answer = useAvailability(typed);
  const shown = typed === undefined ? error : answer?.problem;
  return (
    <TextField
      name="code"
      label="Code"
      mono
      required
      minLength={3}
      maxLength={20}
      pattern="[A-Z0-9_\-]{3,20}"
      title="3 to 20 of A–Z, 0–9, - and _"
      autoComplete="off"
      autoCapitalize="characters"
      spellCheck={false}
      defaultValue={value}
      onChange={(event) => setTyped(event.target.value)}
      help={
        answer?.isFree
          ? "This code is free."
          : "3 to 20 of A–Z, 0–9, - and _. It never changes and stays taken for good."
      }
      error={shown ?? undefined}
    />
  );
}

interface Availability {
  readonly isFree: boolean;
  readonly problem: string | null;
}

function useAvailability(code: string | undefined): Availability | undefined {
  const [answer, setAnswer] = useState<{ readonly code: string; readonly availability: Availability }>();
  useEffect(() => {
    if (code === undefined || !WELL_FORMED.test(code)) {
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const response = await fetch(`/console/tenants/new/check?code=${encodeURIComponent(code)}`, {
          signal: abort.signal,
        });
        const { problem } = (await response.json()) as { problem: string | null };
        setAnswer({ code, availability: { isFree: response.ok && problem === null, problem } });
      } catch {
        // A hint only: without an answer the form says nothing, and the server still decides.
      }
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [code]);
  return answer?.code === code ? answer?.availability : undefined;
}
