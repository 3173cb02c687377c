import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cleanClassName, type Tokenizer } from '@dsra/clip';
import { goldenFolder, goldenJson } from './golden';

interface Texts {
  /** Of the names alone. */
  readonly classname_ids: Readonly<Record<string, readonly number[]>>;
  readonly prompt_ids: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  readonly template_sets: Readonly<Record<string, readonly string[]>>;
}

export const goldenTexts = goldenJson('clip-tiny/texts.json') as Texts;

type Recorded = readonly [text: string, ids: readonly number[]];

/** Every text with a recorded tokenisation. */
function recordedTexts(): Recorded[] {
  const { classname_ids, prompt_ids } = goldenTexts;
  const ofTemplates = Object.entries(prompt_ids).flatMap(([template, byClass]) =>
    Object.entries(byClass).map(([name, ids]): Recorded => [template.replace('{}', name), ids]),
  );
  return [...Object.entries(classname_ids), ...ofTemplates, ...promptsOfMethods()];
}

function promptsOfMethods(): Recorded[] {
  const folder = join(goldenFolder, 'methods');
  const files = existsSync(folder)
    ? readdirSync(folder).filter((file) => /^(?!index).*\.json$/.test(file))
    : [];
  return files.flatMap((file) => {
    const { prompts = [], transfer_prompts = [] } = goldenJson(`methods/${file}`) as Record<
      string,
      unknown[]
    >;
    return [...prompts, ...transfer_prompts].flatMap((it) => {
      const { text, ids } = it as { text?: string; ids?: number[] };
      return text !== undefined && ids ? [[text, ids] as const] : [];
    });
  });
}

/** As CLIP cuts texts before it merges bytes: words, single digits, runs of other signs. */
const pieces = (text: string): string[] =>
  cleanClassName(text)
    .toLowerCase()
    .match(/\p{L}+|\p{N}|[^\s\p{L}\p{N}]+/gu) ?? [];

/** The tokens of pieces and of phrases (pieces with spaces between), as far as the recorded texts determine them. */
function knownTokens(texts: readonly Recorded[]): Map<string, readonly number[]> {
  const known = new Map<string, readonly number[]>();
  for (let before = -1; before !== known.size; ) {
    before = known.size;
    for (const [text, ids] of texts) learn(known, pieces(text), ids.slice(1, -1));
  }
  return known;
}

function learn(
  known: Map<string, readonly number[]>,
  parts: readonly string[],
  ids: readonly number[],
): void {
  const missing = parts.flatMap((part, i) => (known.has(part) ? [] : [i]));
  if (missing.length === 0) return;
  // Every piece is one token at least.
  if (parts.length === ids.length) {
    parts.forEach((part, i) => known.set(part, [ids[i]!]));
    return;
  }
  // What stands before the first and behind the last missing piece is known, and so is what is left for them.
  const [from, to] = [missing[0]!, missing.at(-1)! + 1];
  const length = (some: readonly string[]) => some.reduce((sum, part) => sum + known.get(part)!.length, 0);
  const left = ids.slice(length(parts.slice(0, from)), ids.length - length(parts.slice(to)));
  known.set(parts.slice(from, to).join(' '), left);
}

/** The tokenizer of the tiny Clip, put together from its recorded tokenisations: the folder has no vocabulary. */
export function recordedTokenizer(): Tokenizer {
  const texts = recordedTexts();
  const known = knownTokens(texts);
  const [start, end] = [texts[0]![1][0]!, texts[0]![1].at(-1)!];
  return {
    encode: (text) => {
      const parts = pieces(text);
      const ids: number[] = [];
      for (let from = 0; from < parts.length; ) {
        const to = longestKnown(known, parts, from);
        if (to === from) throw new Error(`no recorded tokenisation has "${parts[from]}" of "${text}"`);
        ids.push(...known.get(parts.slice(from, to).join(' '))!);
        from = to;
      }
      return [start, ...ids, end];
    },
  };
}

/** Where the longest known phrase from here on ends; here, where there is none. */
function longestKnown(known: ReadonlyMap<string, unknown>, parts: readonly string[], from: number): number {
  let to = parts.length;
  while (to > from && !known.has(parts.slice(from, to).join(' '))) to--;
  return to;
}
