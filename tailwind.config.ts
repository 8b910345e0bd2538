import type { Config } from "tailwindcss";

/**
 * The design vocabulary. Values that change with theme or density are CSS variables set in `app/globals.css`;
 * the stock palette is left out on purpose, so that only named roles can be used.
 */
export default {
  content: ["./app/**/*.{ts,tsx}", "./components/**/*.{ts,tsx}"],
  theme: {
    colors: {
      transparent: "transparent",
      current: "currentColor",
      brand: "#0ea5e9",
      canvas: "var(--canvas)",
      surface: "var(--surface)",
      raised: "var(--raised)",
      overlay: "var(--overlay)",
      sunken: "var(--sunken)",
      hover: "var(--hover)",
      ink: "var(--ink)",
      muted: "var(--muted)",
      subtle: "var(--subtle)",
      line: "var(--line)",
      "line-strong": "var(--line-strong)",
      control: "var(--control-line)",
      link: "var(--link)",
      tint: "var(--tint)",
      primary: "var(--primary)",
      "primary-hover": "var(--primary-hover)",
      "on-primary": "var(--on-primary)",
      success: "var(--success)",
      "success-soft": "var(--success-soft)",
      warning: "var(--warning)",
      "warning-soft": "var(--warning-soft)",
      danger: "var(--danger)",
      "danger-soft": "var(--danger-soft)",
      "danger-solid": "var(--danger-solid)",
      "danger-hover": "var(--danger-hover)",
      "on-danger": "var(--on-danger)",
      info: "var(--info)",
      "info-soft": "var(--info-soft)",
    },
    fontFamily: {
      sans: ['"Inter Variable"', '"Inter Fallback"', "system-ui", "sans-serif"],
      mono: ['"JetBrains Mono Variable"', "ui-monospace", '"SF Mono"', "Menlo", "Consolas", "monospace"],
    },
    fontSize: {
      "2xs": ["0.6875rem", "1rem"],
      xs: ["0.75rem", "1rem"],
      sm: ["0.8125rem", "1.25rem"],
      base: ["0.875rem", "1.375rem"],
      md: ["0.9375rem", "1.5rem"],
      lg: ["1.0625rem", "1.5rem"],
      xl: ["1.25rem", "1.75rem"],
      "2xl": ["1.5rem", "2rem"],
      "3xl": ["1.875rem", "2.25rem"],
    },
    borderRadius: {
      none: "0",
      xs: "3px",
      sm: "4px",
      md: "6px",
      lg: "8px",
      xl: "12px",
      full: "9999px",
    },
    boxShadow: {
      xs: "0 1px 2px 0 var(--shadow)",
      pop: "0 1px 2px 0 var(--shadow), 0 8px 24px -6px var(--shadow-strong)",
      modal: "0 2px 6px 0 var(--shadow), 0 24px 64px -12px var(--shadow-strong)",
    },
    extend: {
      spacing: {
        control: "var(--control)",
        row: "var(--row)",
        sidebar: "var(--sidebar)",
        topbar: "var(--topbar)",
      },
    },
  },
} satisfies Config;
