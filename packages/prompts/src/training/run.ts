import type { Method, Setup } from '../method';

/** What every step of a run needs. */
export interface Run {
  readonly method: Method;
  readonly setup: Setup;
  /** Bytes that the activations of one forward pass may take; beyond it, towers run in chunks. */
  readonly memoryBudget: number;
}
