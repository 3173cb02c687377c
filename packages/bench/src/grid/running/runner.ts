import type { RanCell, RunHooks } from './runCell';
import type { Unit } from './unit';

/** Something that executes units: this process, children of it, or a queue. */
export interface Runner {
  /** How many it takes at a time. */
  readonly jobs: number;
  /**
   * A cell that fails, or that ends its process, is a result; rejected when no cell can run, and when interrupted.
   * @param again what is remembered of an earlier failure does not count
   */
  run(unit: Unit, hooks?: RunHooks & { readonly again?: boolean }): Promise<RanCell>;
  close(): Promise<void>;
}
