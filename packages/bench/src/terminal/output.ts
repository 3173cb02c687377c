import type { Io, TextStream } from './io';

/**
 * What a command says. People read answers on stdout and remarks on stderr; with `--json` stdout carries one JSON
 * value and nothing else, and answers for people join the remarks.
 */
export interface Output {
  /** A part of the answer, for people. */
  line(text?: string): void;
  /** A remark on the way. */
  note(text: string): void;
  /** The answer, for machines; written only with `--json`. */
  json(value: unknown): void;
  /** Where progress is drawn. */
  readonly stderr: TextStream;
}

export function createOutput({ stdout, stderr }: Io, { json = false } = {}): Output {
  const answers = json ? stderr : stdout;
  return {
    line: (text = '') => void answers.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    json: (value) => {
      if (json) stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
    },
    stderr,
  };
}
