/** What decides a pre-training's numbers, besides the code. */
export interface Plan {
  readonly steps: number;
  /** Pictures per step. */
  readonly batch: number;
  readonly seed: number;
  /** Highest learning rate. */
  readonly rate: number;
}

export const defaultPlan: Plan = { steps: 1600, batch: 64, seed: 1, rate: 1e-3 };

/** The share of easy pictures falls from one to zero over the first half. */
export const easyShare = (step: number, steps: number): number => Math.max(0, 1 - step / (0.5 * steps));

/** Share of the steps in which the learning rate rises. */
export const WARM_UP = 0.05;
