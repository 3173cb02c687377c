import path from 'node:path';
import type { Clip } from '@dsra/clip';
import { saveClip } from '@dsra/clip/node';
import { groupByLabel } from '../data/sampleShots';
import { load } from '@dsra/prompts';
import { loadShots } from '../data/loadShots';
import type { PictureReader } from '../data/pictureReader';
import type { PictureSet } from '../data/pictureSet';
import { readPictureSet } from '../data/readPictureSet';
import { counted, field } from '../terminal/figures';
import { objects } from '../world/tasks/objects';
import { writeTask } from '../world/tasks/writeTask';
import { accuracyOn } from './accuracyOn';
import { chooseMethod } from './chooseMethod';
import type { Context } from './context';
import type { DemoOptions } from './demoOptions';
import { describePictures } from './describePictures';
import { type FitReport, learn } from './fitAdapter';
import { mergeDifference } from '../inference/mergeDifference';
import { type Answer, answersOf, lineOf } from './answers';
import { using } from '../inference/using';
import { promptsOf } from '../inference/zeroShotOf';

export const demoTask = objects;

const shots = 16;
const testPictures = 30;

/** Where the demo writes. */
export interface DemoFolders {
  readonly pictures: string;
  readonly adapter: string;
  readonly merged: string;
}

export function demoFolders(out: string): DemoFolders {
  const [pictures, adapter, merged] = ['pictures', 'adapter', 'merged'].map((name) => path.join(out, name));
  return { pictures: pictures!, adapter: adapter!, merged: merged! };
}

export interface DemoJob {
  readonly clip: Clip;
  readonly pictures: PictureSet;
  readonly reader: PictureReader;
  readonly folders: DemoFolders;
  readonly options: DemoOptions;
}

/** Pictures as files, then read like anybody's. */
export async function drawDemo(
  { out }: Context,
  { pictures }: DemoFolders,
  { seed }: DemoOptions,
  reader: PictureReader,
): Promise<PictureSet> {
  const files = await writeTask(demoTask, pictures, { split: 'train', perClass: shots + testPictures, seed });
  out.line(field('drawn', `${counted(files.length, 'PNG file')} in ${pictures}, one sub-folder per class`));
  const set = await loadShots(await readPictureSet(pictures), { shots, seed, reader });
  describePictures(out, set);
  return set;
}

export async function fitDemo(
  context: Context,
  { clip, pictures, reader, folders, options }: DemoJob,
): Promise<FitReport> {
  const method = { method: 'dsra', protocol: 'fewShot', template: demoTask.template } as const;
  return learn(context, {
    choice: chooseMethod(method),
    clip,
    pictures,
    reader,
    afterInterrupt: 'the demo is over: it starts from the beginning next time',
    options: {
      ...options,
      out: folders.adapter,
      ...method,
      augment: true,
    },
  });
}

export interface MergedReport {
  /** In probability, on random pixels. */
  readonly largestDifference: number;
  readonly accuracy: number;
}

/** The saved adapter, folded away; the same test pictures are asked of the plain CLIP. */
export async function mergeDemo(
  context: Context,
  { clip, pictures, reader, folders }: DemoJob,
): Promise<MergedReport> {
  const { out } = context;
  return using(await load(folders.adapter, { clip }), (tuned) =>
    using(tuned.merge(), async (merged) => {
      const largestDifference = await mergeDifference(tuned, merged);
      out.line(field('merged', `largest difference in probability: ${largestDifference.toExponential(1)}`));
      const test = { pictures: pictures.test, reader };
      const plain = await promptsOf(tuned.method, merged, tuned.classNames);
      const result = await using(plain, () => accuracyOn(out, 'plain CLIP', plain, test));
      await saveClip(merged, folders.merged);
      out.line(field('saved', folders.merged));
      return { largestDifference, accuracy: result!.accuracy };
    }),
  );
}

/** One test picture of each of the first classes. */
export async function predictDemo(
  { out }: Context,
  { clip, pictures, reader, folders }: DemoJob,
): Promise<Answer[]> {
  const files = groupByLabel(pictures.test)
    .slice(0, 4)
    .map((group) => group[0]!.path);
  const images = await Promise.all(files.map((file) => reader.read(file)));
  const names = files.map((file) => path.relative('', file));
  const tuned = await load(folders.adapter, { clip });
  const answers = answersOf(names, await using(tuned, () => tuned.predict(images)), 3);
  for (const answer of answers) out.line(`  ${lineOf(answer)}`);
  return answers;
}
