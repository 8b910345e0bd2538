const SHARE = 50;
const LEASE_MAX = 200;

export interface Grant {
  /** Tokens leased and not yet spent here. */
  readonly left: number;
  /** Tokens that nobody had leased at that moment. */
  readonly unleased: number;
}

/** How many tokens to lease at once when so many are unleased: less as they run out, never none. */
export const shareOf = (unleased: number): number => Math.max(1, Math.min(LEASE_MAX, Math.floor(unleased / SHARE)));

/** What a draw of `share` that left the counter at `used` has given. */
export const granted = (used: number, share: number, limit: number): Grant => ({
  left: Math.max(0, Math.min(share, limit - (used - share))),
  unleased: Math.max(0, limit - used),
});
