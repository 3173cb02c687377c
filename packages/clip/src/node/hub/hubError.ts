import { DsraError, isDsraError } from '@dsra/core';
import type { Place } from './listRemote';

/** The HTTP status behind an error of the hub's client; undefined if there was no answer. */
function statusOf(cause: unknown): number | undefined {
  const status = (cause as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** Whether the hub answered that there is no such model (for us), rather than not at all. */
export function isRefusal(cause: unknown): boolean {
  return [401, 403, 404].includes(statusOf(cause) ?? 0);
}

/** Any failure of a download as one line that says what to do. */
export function hubError(cause: unknown, { model, revision, hubUrl }: Place): DsraError {
  if (isDsraError(cause)) return cause;
  if (isRefusal(cause)) {
    const what = `there is no folder ${model}, and ${hubUrl} has no public model of that name at revision ${revision}`;
    return new DsraError('missing', what, { cause });
  }
  const byHand =
    'download config.json, model.safetensors, preprocessor_config.json and tokenizer.json ' +
    '(or vocab.json and merges.txt) by hand into a folder and pass its path';
  const what = `${model} is no folder here and cannot be downloaded from ${hubUrl} (${reason(cause)})`;
  return new DsraError('unavailable', `${what}: ${byHand}`, { cause });
}

/** The innermost cause: fetch hides it. */
function reason(cause: unknown): string {
  const inner = (cause as { cause?: unknown } | undefined)?.cause;
  if (inner !== undefined) return reason(inner);
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  return String(code ?? message ?? cause).split('\n')[0]!;
}
