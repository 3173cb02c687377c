/** What decides a pre-training's numbers, besides the code. */
export interface Plan {
  readonly steps: number;
  /** Pictures per step. */
  readonly batch: number;
  readonly seed: number;
  /** Highest learning rate. */
  readonly rate: number;
}

export const defaultPlan: Plan = { steps: 2400, batch: 64, seed: 1, rate: 1e-3 };

/** All pictures are easy at first; their share falls to zero between these parts of the training. */
const EASY_UNTIL = 0.15;
const HARD_FROM = 0.6;

export function easyShare(step: number, steps: number): number {
  const part = (step / steps - EASY_UNTIL) / (HARD_FROM - EASY_UNTIL);
  return Math.min(1, Math.max(0, 1 - part));
}

/** Share of the steps in which the learning rate rises. */
export const WARM_UP = 0.05;
