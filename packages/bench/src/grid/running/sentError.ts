import { DsraError, isDsraError, type DsraErrorCode } from '@dsra/core';

/** An error as plain data, for a pipe between processes. */
export interface SentError {
  readonly message: string;
  /** Of a DsraError. */
  readonly code?: DsraErrorCode;
  /** What the operating system refused, which is told as such and not as a bug. */
  readonly system?: { readonly code: string; readonly path?: string; readonly syscall?: string };
}

export function sentError(error: unknown): SentError {
  const message = error instanceof Error ? error.message : String(error);
  if (isDsraError(error)) return { message, code: error.code };
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (typeof code !== 'string') return { message };
  return { message, system: { code, ...(path && { path }), ...(syscall && { syscall }) } };
}

/** The error that it was, as far as people are told of it. */
export const receivedError = ({ message, code, system }: SentError): Error =>
  code ? new DsraError(code, message) : Object.assign(new Error(message), system);
