import type { FormState } from "#components/ui/form-state";

/** A QR code: the side of the square in modules, and its dark modules as the path of an SVG. */
export interface QrCode {
  readonly size: number;
  readonly path: string;
}

/** What the forms of a second factor know: a secret that waits for its first code, or new recovery codes. Neither can be shown again. */
export interface FactorState extends FormState {
  readonly secret?: string | undefined;
  readonly otpauthUrl?: string | undefined;
  readonly qr?: QrCode | undefined;
  readonly recoveryCodes?: readonly string[] | undefined;
}

export type FactorAction = (state: FactorState, form: FormData) => Promise<FactorState>;
