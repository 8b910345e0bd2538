interface LogoMarkProps {
  readonly className?: string | undefined;
}

/** The mark: a penguin in the battlements of a rook. */
export function LogoMark({ className = "size-6" }: LogoMarkProps) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <path
        d="M6.5 4.5h4v3h3.2v-3h4.6v3h3.2v-3h4v6.8l-2.2 2.4c1.9 2.6 2.9 5.4 2.9 8.3 0 1.2-.2 2.3-.5 3.3l1.8 1.2v2.5h-23v-2.5l1.8-1.2c-.3-1-.5-2.100-.5-3.3 0-2.900 1-5.700 2.900-8.300L6.500 11.300z"
        className="fill-brand"
      />
      <path
        d="M16 13.200c3.900 0 6.200 4 6.200 8.200 0 3.500-2.300 5.600-6.200 5.600s-6.200-2.100-6.200-5.600c0-4.200 2.300-8.200 6.200-8.200z"
        fill="#fff"
      />
      <circle cx="12.600" cy="11.800" r="1.150" fill="#04131e" />
      <circle cx="19.400" cy="11.800" r="1.150" fill="#04131e" />
      <path d="M16 12.600l2.300 1.700-2.300 2.300-2.300-2.300z" fill="#f59e0b" />
    </svg>
  );
}

/** Mark and name. */
export function Logo() {
  return (
    <span className="inline-flex items-center gap-2">
      <LogoMark />
      <span className="font-semibold text-md tracking-tight">Rookery</span>
    </span>
  );
}
