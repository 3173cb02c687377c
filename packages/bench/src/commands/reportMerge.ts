import path from 'node:path';
import type { Method, Tuned } from '@dsra/prompts';
import { counted, field } from '../terminal/figures';
import { shellLine } from '../terminal/shellLine';
import { commandName, type Context } from './context';
import { mergedPlaces } from './mergedPlaces';
import type { MergeOptions } from './mergeOptions';
import { templateOptions } from './templateOptions';

export interface MergeResult {
  /** In probability, between what was learned and its merged form; absent where nothing was merged. */
  readonly largestDifference?: number;
  /** What stays beside the weights. */
  readonly kept?: { readonly inWords: string; readonly method: Method };
  /** Why nothing was merged. */
  readonly unfolded?: string;
}

interface Merging extends MergeResult {
  readonly tuned: Tuned;
  readonly options: MergeOptions;
}

/** Says what was written, what is where, and how it is used. */
export function reportMerge(context: Context, merging: Merging): void {
  const { tuned, options, kept, largestDifference } = merging;
  const lines = [
    ...weightLines(merging),
    ...(options.classifier ? classifierLines(merging) : []),
    field('next', nextLine(context, merging)),
  ];
  for (const line of lines) context.out.line(line);
  context.out.json({
    model: tuned.clip.name,
    method: tuned.method.recipe ?? null,
    largestDifference: largestDifference ?? null,
    folder: options.out,
    kept: kept?.inWords ?? null,
    prompts: kept ? inFolder(options, 'prompts') : null,
    classifier: options.classifier ? inFolder(options, 'classifier') : null,
  });
}

function weightLines({ tuned, options, unfolded, kept, largestDifference = 0 }: Merging): string[] {
  if (unfolded !== undefined)
    return [field('not merged', `${unfolded}; ${tuned.clip.name} is used as it is`)];
  const difference = `largest difference in probability on random pixels ${largestDifference.toExponential(1)}`;
  return [
    field('merged', `${tuned.clip.name} with ${options.adapter}: ${difference}`),
    field('saved', options.out),
    ...(kept
      ? [field('beside it', `${inFolder(options, 'prompts')}: ${kept.inWords}; no weight can hold them`)]
      : []),
  ];
}

function classifierLines({ tuned, options, unfolded, kept }: Merging): string[] {
  const classes = counted(tuned.classNames.length, 'class', 'classes');
  // What still changes the image tower, when its features are to be compared with those of the classes.
  const left = unfolded === undefined ? kept?.method : tuned.method;
  return [
    field(
      'classifier',
      `${inFolder(options, 'classifier')}: the features of ${classes}, and the factor on the cosine`,
    ),
    ...(left?.vision
      ? [
          field(
            'careful',
            "it compares with image features that the image tower gives with this adapter's prompts",
          ),
        ]
      : []),
  ];
}

function nextLine({ io }: Context, { tuned, options, unfolded, kept }: Merging): string {
  const dsra = (command: string): string => shellLine([...commandName(io), command]);
  if (unfolded !== undefined)
    return `${dsra('predict')} <picture> ${shellLine(['--adapter', options.adapter])}`;
  const model = ['--model', options.out];
  return kept
    ? `${dsra('predict')} <picture> ${shellLine([...model, '--adapter', inFolder(options, 'prompts')])}`
    : `${dsra('zero-shot')} <pictures> ${shellLine([...model, ...templateOptions(tuned.method)])}`;
}

const inFolder = ({ out }: MergeOptions, place: 'prompts' | 'classifier'): string =>
  path.join(out, mergedPlaces[place]);
