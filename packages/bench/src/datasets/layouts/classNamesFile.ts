import path from 'node:path';
import type { Findings } from './layout';
import { firstWord, readLines } from './textLines';

const what =
  'the class names: a line `n01440764 tench` for each class folder; CoOp’s file, the same for all ImageNet sets';

/** `classnames.txt`: what the folder of each class is called in words, in the order of the lines. */
export async function readClassNames(
  folder: string,
  findings: Findings,
): Promise<Map<string, string> | undefined> {
  const file = path.join(folder, 'classnames.txt');
  const lines = await readLines(file, what, findings);
  if (!lines) return undefined;
  const names = new Map<string, string>();
  for (const { text, number } of lines) {
    const [wordNetId, name] = firstWord(text);
    const wrong = reason(names, wordNetId, name);
    if (wrong) findings.problems.push(`${file}, line ${number}: ${wrong}: "${text}"`);
    else names.set(wordNetId, name);
  }
  return names;
}

function reason(names: ReadonlyMap<string, string>, wordNetId: string, name: string): string | undefined {
  if (name.trim() === '') return 'expected a folder name, a space and a class name';
  return names.has(wordNetId) ? `${wordNetId} is named a second time` : undefined;
}
