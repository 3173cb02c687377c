/**
 * Tasks for threads to take, in memory that all see: numbers that say which are left (in 32 bits, changed atomically), where
 * each task's calls start, and the calls: a function's number and its arguments.
 */
export const layout = {
  /** One behind the last ticket that was given out for a task; threads sleep until it changes. */
  END: 0,
  /** The next ticket to take. */
  NEXT: 1,
  /** Tasks of this round that are not done. */
  UNFINISHED: 2,
  FAILED: 3,
  /** The first ticket of this round. */
  BASE: 4,
  /** Where the starts of the tasks begin. */
  STARTS: 8,
  /** Where the calls begin, in bytes. */
  CALLS: 8192,
  /** Numbers of a call. */
  CALL: 16,
} as const;

/** So many tasks and calls fit. */
export const MOST_TASKS = layout.CALLS / 4 - layout.STARTS - 1;
export const MOST_CALLS = 65_536;

export interface TaskBoard {
  readonly board: SharedArrayBuffer;
  readonly ints: Int32Array;
  readonly calls: Float64Array;
}

export function taskBoard(): TaskBoard {
  const { CALLS, CALL } = layout;
  const board = new SharedArrayBuffer(CALLS + 8 * CALL * MOST_CALLS);
  return { board, ints: new Int32Array(board, 0, CALLS / 4), calls: new Float64Array(board, CALLS) };
}
