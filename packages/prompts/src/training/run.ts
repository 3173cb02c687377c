import type { Checkpointing } from '@dsra/clip';
import type { Method, Setup } from '../method';

/** Whether towers recompute their blocks for the gradients; `'auto'`: where not even one picture or class fits otherwise. */
export type CheckpointingChoice = 'auto' | Checkpointing;

export const checkpointingChoices: readonly CheckpointingChoice[] = ['auto', 'none', 'blocks'];

/** What every step of a run needs. */
export interface Run {
  readonly method: Method;
  readonly setup: Setup;
  /** Bytes that the activations of one step may take; beyond it, towers run in chunks. */
  readonly memoryBudget: number;
  /** Default: `'auto'`. */
  readonly checkpointing?: CheckpointingChoice;
}
