/** A work that is warm and runs whenever it is asked to. */
export interface Running {
  /** Useful floating-point operations of one run; nothing where they are not counted. */
  readonly operations: number | undefined;
  /** Runs once; gives milliseconds. */
  run(): Promise<number>;
  stop(): Promise<void>;
}
