const COLUMNS = 9;
const ROWS = 8;
/** Which bird looks up, and which has left its nest, by place in the colony. */
const AWAKE = 40;
const AWAY = new Set([11, 25, 58, 66]);

/** A rookery seen from the air: one nest per tenant, one of them awake. Decoration only. */
export function RookeryPanel() {
  const places = Array.from({ length: COLUMNS * ROWS }, (_, place) => place);
  return (
    <div aria-hidden="true" className="relative hidden overflow-hidden bg-canvas lg:block">
      <svg
        aria-hidden="true"
        viewBox="0 0 900 800"
        preserveAspectRatio="xMidYMid slice"
        className="absolute inset-0 size-full"
      >
        <defs>
          <ellipse id="nest" cx="16" cy="31" rx="13" ry="2.5" className="fill-sunken" />
          <g id="bird">
            <use href="#nest" />
            <path
              d="M6.5 4.5h4v3h3.2v-3h4.6v3h3.2v-3h4v6.800l-2.200 2.400c1.900 2.600 2.900 5.400 2.900 8.300 0 1.200-.2 2.300-.5 3.300l1.800 1.200v2.500h-23v-2.500l1.800-1.200c-.3-1-.5-2.100-.5-3.300 0-2.900 1-5.700 2.900-8.300L6.500 11.300z"
              fill="currentColor"
            />
            <path
              d="M16 13.200c3.900 0 6.200 4 6.200 8.200 0 3.500-2.300 5.600-6.200 5.600s-6.200-2.100-6.200-5.600c0-4.200 2.300-8.200 6.200-8.200z"
              className="fill-surface"
            />
          </g>
          <g id="asleep">
            <use href="#bird" />
            <circle cx="12.600" cy="11.800" r="1.150" className="fill-canvas" />
            <circle cx="19.400" cy="11.800" r="1.150" className="fill-canvas" />
          </g>
        </defs>
        {places.map((place) => (
          <Place key={place} place={place} />
        ))}
      </svg>
    </div>
  );
}

function Place({ place }: { readonly place: number }) {
  const row = Math.floor(place / COLUMNS);
  const transform = `translate(${(place % COLUMNS) * 108 + (row % 2) * 54 - 20} ${row * 106 - 6}) scale(2)`;
  if (place !== AWAKE) {
    return <use href={AWAY.has(place) ? "#nest" : "#asleep"} transform={transform} className="text-line-strong" />;
  }
  return (
    <g transform={transform} className="text-brand">
      <use href="#bird" />
      <circle cx="12.600" cy="11.800" r="1.150" className="fill-[#04131e]" />
      <circle cx="19.400" cy="11.800" r="1.150" className="fill-[#04131e]" />
      <path d="M16 12.600l2.300 1.700-2.300 2.300-2.300-2.300z" fill="#f59e0b" />
    </g>
  );
}
