/** What went wrong in choosing or running a backend. */
export type BackendErrorCode = 'unknown-backend' | 'backend-unavailable' | 'out-of-memory';

/**
 * An error for users: one clear line that says what was wrong and what to do.
 * Carries the same brand as `DsraError` of `@dsra/core`, so that the command line treats both alike.
 */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly code: BackendErrorCode;

  constructor(code: BackendErrorCode, message: string) {
    super(message);
    this.code = code;
    Object.defineProperty(this, Symbol.for('dsra.error'), { value: true });
  }
}
