import type { Arithmetic } from './arithmetic';

/** What an update rule sees: every learned number in one vector. */
export interface Update<T> {
  readonly parameters: T;
  readonly gradient: T;
  /** What the rule remembers between updates, by name; all zeros before the first. */
  readonly memory: Readonly<Record<string, T>>;
  readonly learningRate: number;
  /** How many updates there have been, this one included: 1 at the first. */
  readonly count: number;
}

/**
 * A record of pure data and one pure function. The formula is written once, over an abstract arithmetic:
 * training runs it on tensors (float32), tests run the same formula on float64.
 */
export interface Optimizer {
  /** Name and settings, as checkpoints and adapter files record them. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** What it remembers, by name: `['velocity']`. */
  readonly memory: readonly string[];
  update<T>(math: Arithmetic<T>, now: Update<T>): { parameters: T; memory: Record<string, T> };
}
