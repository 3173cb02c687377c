import { DsraError } from '../errors';

/** An unusable file, by its name and what is wrong with it. */
export function badFile(name: string, what: string, cause?: unknown): DsraError {
  return new DsraError('badFile', `${name} ${what}`, { cause });
}

/** Something out of a file, for one line of a message: neither line breaks nor megabytes. */
export function quoted(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
