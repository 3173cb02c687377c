/** The tables of docs/methods.md, from the method table, the recorded runs and the text tower's layout. */
import { readFileSync } from 'node:fs';
import { architectures, cleanClassName, type Clip, createClip, textLayout, type VectorsAt } from '@dsra/clip';
import {
  combine,
  countTrainable,
  dsra,
  type Method,
  methodNamed,
  methodTable,
  type PaperSetting,
  protocols,
  type Recipe,
} from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { prepareSetup } from '../../packages/prompts/src/setup';
import { stream } from '../../packages/prompts/src/training/stream';
import { changesText, textInsertions } from '../../packages/prompts/src/training/towers';
import { randomClip } from './randomClip';
import { recordedRuns } from './recordedFolder';
import { methodOf } from './recordedRuns';

const vitB16 = architectures['ViT-B/16'];
const names = Object.keys(methodTable);
const trained = names.filter((name) => methodTable[name]!.settings);

const number = (value: number): string => value.toLocaleString('en-US');
const code = (text: string): string => `\`${text}\``;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const parameters = (method: Method): string => number(countTrainable(method, vitB16).total);

/** What `merge()` does with it. */
function merging(method: Method): string {
  if (method.unfolded) return 'its adapters; the prompts stay beside them';
  if (method.lora) return 'yes';
  return method.parameters ? 'no' : 'is plain CLIP';
}

/** The recorded runs by the methods that they are of: `dsra, kgCoOp` for a combination. */
function fixtures(): ReadonlyMap<string, readonly string[]> {
  const { steps, averages, zeroShot } = recordedRuns();
  const runs = [...steps, ...averages].map(({ name, json }) => ({
    name,
    of: madeOf(methodOf(json)!.recipe!),
  }));
  const all = [...zeroShot.map(({ name }) => ({ name, of: 'zeroShot' })), ...runs];
  const named = (of: string) => all.flatMap((run) => (run.of === of ? [run.name] : [])).sort();
  return new Map(all.map(({ of }) => [of, named(of)]));
}

const madeOf = (recipe: Recipe): string =>
  'method' in recipe ? recipe.method : Object.values(recipe.combine).map(madeOf).join(', ');

const recorded = (of: string): string => (fixtures().get(of) ?? []).map(code).join(', ');

export const methods = (): string =>
  table(
    [
      'in code',
      'paper',
      'what is trained',
      'on ViT-B/16',
      'fresh, it is zero-shot CLIP',
      'can be merged',
      'recorded runs',
    ],
    names.map((name) => {
      const { paper, trains, freshIsZeroShot } = methodTable[name]!;
      const method = methodNamed(name);
      const runs = recorded(name === 'dsraPromptSrc' ? 'dsra, promptSrc' : name);
      const fresh = freshIsZeroShot ? 'yes' : 'no';
      return [code(`${name}()`), paper, trains, parameters(method), fresh, merging(method), runs];
    }),
  );

/** DsRA with each method that can be combined with it. */
export const withDsra = (): string =>
  table(
    ['in code', 'on ViT-B/16', 'recorded runs'],
    trained
      .filter((name) => !name.startsWith('dsra'))
      .map((name) => [
        code(`combine({ dsra: dsra(), ${name}: ${name}() })`),
        parameters(combine({ dsra: dsra(), host: methodNamed(name) })),
        recorded(`dsra, ${name}`),
      ]),
  );

function settingInWords({ training, options = {}, epochsFromShots }: PaperSetting): string {
  const { epochs, batchSize, learningRate } = training;
  const shots = Object.keys(epochsFromShots ?? {});
  const length = epochsFromShots
    ? `${Object.values(epochsFromShots).join(', ')} (from ${shots.join(', ')} shots)`
    : String(epochs);
  const chosen = optionsInWords(options).map(code);
  return [`${length} × ${batchSize}, ${learningRate}`, ...chosen].join('; ');
}

const optionsInWords = (options: object): string[] =>
  Object.entries(options).map(([key, value]) => `${key}: ${JSON.stringify(value).replaceAll('"', "'")}`);

export const settings = (): string =>
  table(
    ['', 'few-shot', 'base-to-new', 'cross-dataset'],
    trained.map((name) => [
      code(name),
      ...protocols.map((it) => settingInWords(methodTable[name]!.settings![it])),
    ]),
  );

/** Base-to-new's, which all have; the others' where they say something else. */
export const sources = (): string =>
  trained
    .map((name) => {
      const { baseToNew, fewShot, crossDataset } = methodTable[name]!.settings!;
      const other = (protocol: string, { source }: PaperSetting) =>
        source === baseToNew.source ? [] : [`${protocol}: ${restOf(source, baseToNew.source)}`];
      const all = [baseToNew.source, ...other('few-shot', fewShot), ...other('cross-dataset', crossDataset)];
      return `- ${code(name)}: ${all.join('. ')}`;
    })
    .join('\n');

const restOf = (text: string, start: string): string =>
  text.startsWith(start) ? text.slice(start.length).replace(/^[;,]? /, '') : text;

interface RecordedTexts {
  readonly cases: readonly { readonly text: string; readonly ids: readonly number[] }[];
}

const { cases } = JSON.parse(readFileSync('test/golden/tokenizer/golden.json', 'utf8')) as RecordedTexts;
const idsOf = (text: string): readonly number[] => cases.find((it) => it.text === text)!.ids;
const [START, END] = [idsOf('a')[0]!, idsOf('a').at(-1)!];
const STOP = idsOf('a photo of a cat.').at(-2)!;
const words = 'a photo of a';

/** Names of the papers' data sets, whose recorded tokens are the released vocabulary's. */
export const classNames: readonly string[] = cases
  .slice(
    0,
    cases.findIndex(({ text }) => text === 'a photo of a cat.'),
  )
  .flatMap(({ text }) => (/^[\w' /-]+$/.test(text) && cleanClassName(text) === text ? [text] : []))
  .slice(0, 100);

const nameTokens = (name: string): readonly number[] => idsOf(name).slice(1, -1);

export const averageName = (): number =>
  classNames.reduce((sum, name) => sum + nameTokens(name).length, 0) / classNames.length;

/** Every recorded token once: the number of a token is its place. */
const vocabulary = [...new Set(cases.flatMap(({ ids }) => ids))];

/** A name, with or without the words before it and the full stop behind it; the words alone. */
function encode(text: string): number[] {
  const [before, rest] = text.startsWith(words) ? [words, text.slice(words.length + 1)] : ['', text];
  const name = rest.replace(/\.$/, '');
  const parts = [before, name].flatMap((part) => (part === '' ? [] : nameTokens(part)));
  return [START, ...parts, ...(rest === name ? [] : [STOP]), END].map((id) => vocabulary.indexOf(id));
}

/** ViT-B/16's depth and context, but narrow: which rows are computed does not depend on widths. */
export function narrowClip(): Clip {
  const narrow = { width: 64, heads: 2, feedForwardWidth: 8 };
  const config = {
    embeddingWidth: 16,
    text: { ...vitB16.text, ...narrow, vocabularySize: vocabulary.length },
    vision: { ...vitB16.vision, ...narrow },
  };
  return createClip({ ...randomClip(1, config), tokenizer: { encode } });
}

/** Rows of one step: of the text tower with all classes and so many images, and of the image tower for one image. */
function stepRows(clip: Clip, method: Method, images: number) {
  return tf.tidy(() => {
    const frame = { clip, classNames };
    const setup = prepareSetup(method, frame);
    const params = method.parameters!.init(stream(1, 'init'), frame);
    const run = { method, setup, memoryBudget: 1e9 };
    const insertions = textInsertions(run, params, tf.zeros([images, clip.config.embeddingWidth]));
    const { groups, prefix, blocks, blockLength, ids } = textLayout(setup.prompts, insertions);
    const { vectors = [] } = method.vision?.(params, setup) ?? {};
    const image = 1 + (vitB16.vision.imageSize / vitB16.vision.patchSize) ** 2 + appended(vectors);
    const layout = layoutInWords(insertions.vectors ?? []);
    const everyStep = changesText(run);
    return { layout, groups, prefix, blocks, blockLength, text: ids.length, image, everyStep };
  });
}

function layoutInWords(vectors: readonly VectorsAt[]): string {
  if (vectors.some(({ per }) => per === 'image')) return 'per image';
  const ownPlaces = vectors.some(
    ({ vectors: written, at }) => written.shape.length === 3 || typeof at === 'object',
  );
  return ownPlaces ? 'per class' : 'shared';
}

const appended = (vectors: readonly VectorsAt[]): number =>
  vectors.reduce((sum, { vectors: written, at }) => sum + (at === 'append' ? written.shape.at(-2)! : 0), 0);

/** The methods, and options and batches that change the layout. */
const layouts: readonly (readonly [method: string, options?: object, images?: number])[] = [
  ['coOp'],
  ['coOp', { contextTokens: 4, words }],
  ['coOp', { classNameAt: 'middle' }],
  ['coOp', { classNameAt: 'front' }],
  ['coOp', { perClass: true }],
  ['coOpStar'],
  ['coCoOp'],
  ['coCoOp', {}, 4],
  ['vpt'],
  ['ivlp'],
  ['maple'],
  ['mapleStar'],
  ['kgCoOp'],
  ['proGrad'],
  ['promptSrc'],
  ['clipAdapter'],
  ['dsra'],
  ['dsraPromptSrc'],
];

/** The official code pads to 77, and runs all of it for every class, and for every image where texts differ by image. */
const PADDED = vitB16.text.contextLength;

/** Whether the official code runs a text tower that does not change once, or again in every step. */
const officialFrozen: Readonly<Record<string, 'once' | 'each step'>> = {
  vpt: 'once',
  clipAdapter: 'each step',
};

export function tokenRows(clip: Clip): string {
  const lines = layouts.map(([name, options = {}, images = 1]) => {
    const method = methodNamed(name, options);
    const { layout, groups, prefix, blocks, blockLength, ...rows } = stepRows(clip, method, images);
    const given = optionsInWords(options);
    const called = code(`${name}(${given.length > 0 ? `{ ${given.join(', ')} }` : ''})`);
    const one = `${prefix} + ${blocks} × ${blockLength}`;
    const official = groups * classNames.length * PADDED;
    const teacher = method.vision && method.imageTeacher ? ' + 197' : '';
    return [
      images === 1 ? called : `${called}, ${images} images`,
      layout,
      groups > 1 ? `${groups} × (${one})` : one,
      `${number(rows.text)}${rows.everyStep ? '' : ', once'}`,
      `${number(official)}${rows.everyStep ? '' : `, ${officialFrozen[name]!}`}`,
      (official / rows.text).toFixed(1),
      `${rows.image}${teacher}`,
    ];
  });
  return table(
    [
      '',
      'layout',
      'prefix + blocks',
      'text rows',
      'official code (77 a class)',
      'times fewer',
      'rows of an image',
    ],
    lines,
  );
}

/** DsRA changes no layout: the methods whose rows are others with it. */
export const othersWithDsra = (clip: Clip): string[] =>
  trained.filter((name) => {
    if (name.startsWith('dsra')) return false;
    const alone = stepRows(clip, methodNamed(name), 2);
    const both = stepRows(clip, combine({ dsra: dsra(), host: methodNamed(name) }), 2);
    return alone.text !== both.text || alone.image !== both.image;
  });
