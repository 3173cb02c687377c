/** What went wrong, coarsely; programs branch on it, people read the message. */
export type DsraErrorCode =
  | 'badFile'
  | 'badConfig'
  | 'badInput'
  | 'mismatch'
  | 'missing'
  | 'unwritable'
  | 'unavailable'
  | 'interrupted'
  | 'notFinite'
  | 'outOfMemory';

// The library can be loaded twice in one process (ESM and CommonJS), so `instanceof` is not enough.
const brand = Symbol.for('dsra.error');

/** An error for the user: its message is one line that says what was wrong, where, and what to do. */
export class DsraError extends Error {
  readonly [brand] = true;

  constructor(
    readonly code: DsraErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DsraError';
  }
}

/** Whether something thrown is a {@link DsraError}, from whichever copy of the library. */
export function isDsraError(thrown: unknown): thrown is DsraError {
  return typeof thrown === 'object' && thrown !== null && brand in thrown;
}
