import { describe, expect, test } from "vitest";
import { changeOf } from "./change.tsx";
import { type FigureNote, figureText } from "./figure-words.tsx";
import { inputLabel, inputText, rowsText, windowText } from "./lineage-words.tsx";
import { dateText, trendSummary } from "./trend-words.tsx";

const note = (value: string | null, low: number | null = null, high: number | null = null): FigureNote => ({
  figure_id: "overview~last_30d~deliverability.sent",
  value,
  low,
  high,
  unit: "percent",
  source: "esp_events",
  sources: ["esp_events"],
  as_of: null,
  method: "delivered / sent × 100",
  confidence: "high",
  limited: [],
});

describe("decisions §7: the grammar of the wire in the words of people", () => {
  test.each([
    ["98-99_percent", "percent", "98–99\u00a0%"],
    ["93_percent", "percent", "93\u00a0%"],
    ["0", "percent", "0\u00a0%"],
    ["99.9%", "percent", "99.9\u00a0%"],
    ["100K-150K", "messages", "100K–150K"],
    ["1000-1500", "USD", "$1,000–1,500"],
    ["2.5K-3.5K", "USD", "$2.5K–3.5K"],
    ["0", "USD", "$0"],
    ["150ms_avg", "ms", "150\u00a0ms"],
    ["critical_action_required", "class", "Critical: act now"],
    ["needs_review", "class", "Needs review"],
  ])("%s in %s is %s", (value, unit, text) => {
    expect(figureText({ value, unit })).toBe(text);
  });

  test("what is unknown has no text, and too little is said to be too little, never a zero", () => {
    expect(figureText({ value: null, unit: "percent" })).toBeNull();
    expect(figureText({ value: "insufficient_data", unit: "percent", source: "esp_events" })).toBe("Not enough mail");
    expect(figureText({ value: "insufficient_data", unit: "trend" })).toBe("Not enough data");
  });
});

describe("anchors §4: a change against the equal window before", () => {
  const before = "the 30 days before";

  test("is that of ranges: equal ones are no change, and nothing more precise is claimed", () => {
    const same = changeOf(note("98-99_percent", 98, 99), note("98-99_percent", 98, 99), { before, goodWhen: "up" });
    expect(same).toMatchObject({ text: "Same range", direction: "flat" });
    const worse = changeOf(note("93-94_percent", 93, 94), note("98-99_percent", 98, 99), { before, goodWhen: "up" });
    expect(worse).toMatchObject({ text: "was 98–99\u00a0%", direction: "down", good: false, versus: `in ${before}` });
  });

  test("is not there where either window is unknown", () => {
    expect(changeOf(note(null), note("98-99_percent", 98, 99), { before })).toBeUndefined();
    expect(changeOf(note("98-99_percent", 98, 99), undefined, { before })).toBeUndefined();
  });
});

describe("anchors §4: a chart carries a text summary", () => {
  const subject = { unit: "percent", source: "esp_events", interval: "day" } as const;
  const point = (date: string, low: number | null) => ({
    date,
    value: low === null ? "insufficient_data" : `${low}-${low + 1}_percent`,
    low,
    high: low === null ? null : low + 1,
  });

  test("with the newest, the lowest, the highest and what is missing", () => {
    const points = [
      point("2026-11-18", 99),
      point("2026-11-19", 93),
      point("2026-11-20", null),
      point("2026-11-21", 98),
    ];
    expect(trendSummary(points, subject)).toBe(
      "Newest 98–99\u00a0% (21 Nov); lowest 93–94\u00a0% (19 Nov), highest 99–100\u00a0% (18 Nov). 1 day has too little data or none.",
    );
    expect(trendSummary([point("2026-11-20", null)], subject)).toMatch(/^Too little mail on every day of this period/);
    const unknown = { date: "2026-11-20", value: null, low: null, high: null };
    expect(trendSummary([unknown], subject)).toBe("Nothing is known of this period.");
    expect(trendSummary([point("2026-11-21", 98)], { ...subject, today: "2026-11-21" })).toContain("(21 Nov so far)");
    expect(dateText("2026-11", "month")).toBe("Nov 2026");
  });
});

describe("decisions §7: a lineage in the words of people", () => {
  test("names inputs and writes cents and hundredths of a percent as people do", () => {
    expect(inputLabel("mediumBounce")).toBe("Medium from this bounce rate (configured)");
    expect(inputLabel("meanHours")).toBe("Mean hours");
    expect(inputText("mediumBounce", 500)).toBe("5 %");
    expect(inputText("bounceCents", 5)).toBe("$0.05");
    expect(inputText("sent", 125_000)).toBe("125,000");
    expect(inputText("points", "1 2.25 3")).toBe("1 · 2.3 · 3");
    expect(inputText("addressState", null)).toBe("None known");
  });

  test("names windows and rows", () => {
    expect(windowText("last_30d")).toBe("Last 30 days");
    expect(windowText("last_7d_before")).toBe("The 7 days before the last 7 days");
    expect(windowText("last_26_weeks")).toBe("Last 26 weeks");
    expect(windowText("quarterly")).toBe("90 days");
    expect(rowsText("tenant_daily_facts", 30)).toBe("30 daily sums of the tenant's mail");
  });
});
