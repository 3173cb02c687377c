import { readFile } from 'node:fs/promises';
import type { Findings } from './layout';

export interface TextLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** The text of a file, without a byte-order mark; undefined, and found missing, where there is none. */
export async function readText(file: string, what: string, findings: Findings): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/u, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR') findings.problems.push(`${file}: a folder, where a file is expected: ${what}`);
    else if (code === 'ENOENT' || code === 'ENOTDIR') findings.missing.push({ path: file, what });
    else throw error;
    return undefined;
  }
}

/** Its lines that are not blank, trimmed. */
export async function readLines(
  file: string,
  what: string,
  findings: Findings,
): Promise<TextLine[] | undefined> {
  const text = await readText(file, what, findings);
  if (text === undefined) return undefined;
  return text
    .split('\n')
    .map((line, index) => ({ text: line.trim(), number: index + 1 }))
    .filter((line) => line.text !== '');
}

/** `n01440764 great white shark` in its two parts; either may be empty. */
export function firstWord(text: string): [first: string, rest: string] {
  const [first = '', ...rest] = text.split(' ');
  return [first, rest.join(' ')];
}
