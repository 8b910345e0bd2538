import { configuration } from "../configuration/current.ts";

/** What figures are held against, rates in percent, as the configuration has it: the limits from which mail needs watching, and the protection score. */
export interface Targets {
  readonly delivery: number;
  readonly bounce: number;
  readonly complaint: number;
  readonly protection: number;
  /** Fewer messages than this say nothing of a rate. */
  readonly volumeFloor: number;
}

/** The targets at work now. Mail that is not delivered has bounced, and so the one limit says the other. */
export async function targetsOfFigures(): Promise<Targets> {
  const values = await configuration();
  const { mediumBounce, mediumComplaint } = values["executive.deliverabilityLimits"];
  return {
    delivery: 100 - mediumBounce / 100,
    bounce: mediumBounce / 100,
    complaint: mediumComplaint / 100,
    protection: values["executive.protectionTargetPercent"],
    volumeFloor: values["executive.volumeFloor"],
  };
}
