import { DsraError } from '@dsra/core';
import { countTrainable, type Recipe, type Tuned } from '@dsra/prompts';
import { loadShots } from '../data/loadShots';
import { createPictureReader, type PictureReader } from '../data/pictureReader';
import type { PictureSet } from '../data/pictureSet';
import { readPictureSet } from '../data/readPictureSet';
import { counted, duration, field } from '../terminal/figures';
import { shellLine } from '../terminal/shellLine';
import { accuracyOn } from './accuracyOn';
import { chooseMethod, type MethodChoice } from './chooseMethod';
import { choosePlan } from './choosePlan';
import { commandName, type Context } from './context';
import { describePictures } from './describePictures';
import { methodInWords } from './inWords';
import type { FitOptions } from './fitOptions';
import { type OpenModel, openModel } from './openModel';
import { claimRunFolder, finishRun } from './runFolder';
import { rehearse } from './rehearse';
import { recordOf } from './runRecord';
import { templateOf } from './templateOptions';
import { train } from './train';
import { using } from '../inference/using';
import { zeroShotOf } from '../inference/zeroShotOf';

/** What `dsra fit` answers with `--json`. */
export interface FitReport {
  readonly classNames: readonly string[];
  /** What was trained; null for a method that is in no table. */
  readonly method: Recipe | null;
  readonly trainableParameters: number;
  /** Without reading, loading and testing. */
  readonly trainingSeconds: number;
  /** On the test pictures, 0 to 1; null when there are none. */
  readonly zeroShotAccuracy: number | null;
  readonly accuracy: number | null;
  readonly files: readonly string[];
}

/** `dsra fit`: pictures → an adapter folder. */
export async function fitAdapter(context: Context, source: string, options: FitOptions): Promise<void> {
  const choice = learning(chooseMethod(options));
  const reader = createPictureReader();
  const set = await readPictureSet(source, options);
  const pictures = await loadShots(set, { ...options, reader });
  await claimRunFolder(options, pictures);
  const { clip, backend } = await openModel(context, options);
  await using(clip, async () => {
    describePictures(context.out, pictures);
    const report = await learn(context, { options, choice, pictures, reader, clip });
    context.out.line(
      field(
        'next',
        `${shellLine([...commandName(context.io), 'predict'])} <picture> ${shellLine(['--adapter', options.out])}`,
      ),
    );
    context.out.json({ backend, model: clip.name, ...report, skipped: pictures.skipped });
  });
}

/** Refuses what has nothing to learn. */
function learning(choice: MethodChoice): MethodChoice {
  if (choice.learns) return choice;
  const advice = 'dsra zero-shot measures CLIP as it is';
  throw new DsraError('badInput', `${choice.lead} learns nothing, so there is nothing to fit: ${advice}`);
}

export interface Job extends Pick<OpenModel, 'clip'> {
  readonly options: FitOptions;
  readonly choice: MethodChoice;
  readonly pictures: PictureSet;
  readonly reader: PictureReader;
  readonly afterInterrupt?: string;
}

/** Zero-shot accuracy, training, accuracy, saved files; each said as it is reached. */
export async function learn(context: Context, job: Job): Promise<FitReport> {
  const { out } = context;
  const { options, choice, pictures, clip } = job;
  const method = choice.on(clip.config);
  const plan = choosePlan(options, clip.config, choice);
  const classes = pictures.classNames.length;
  const trainableParameters = countTrainable(method, clip.config, { classes }).total;
  await rehearse(method, { clip, classNames: pictures.classNames });
  const zeroShot = await zeroShotOf(clip, pictures.classNames, templateOf(method));
  const before = await accuracyAndDispose(context, 'zero-shot', zeroShot, job);
  const size = `${counted(trainableParameters, 'parameter')}, ${counted(plan.epochs, 'epoch')}`;
  out.line(field('training', `${methodInWords(method.recipe)}, ${size}`));
  if (plan.epochs === 1) {
    const why =
      'the first epoch warms up at a rate of 1e-5, as in the papers: with no other, next to nothing is learned';
    out.note(field('careful', why));
  }
  const start = performance.now();
  const record = await recordOf(pictures);
  const tuned = await train(context, { ...job, method, plan, record });
  const trainingSeconds = (performance.now() - start) / 1000;
  const files = await finishRun(options.out, tuned, record);
  const after = await accuracyAndDispose(context, 'learned', tuned, job);
  out.line(field('saved', `${files.join(', ')} after ${duration(trainingSeconds * 1000)} of training`));
  return {
    classNames: pictures.classNames,
    method: method.recipe ?? null,
    trainableParameters,
    trainingSeconds,
    zeroShotAccuracy: before,
    accuracy: after,
    files,
  };
}

async function accuracyAndDispose(
  context: Context,
  name: string,
  tuned: Tuned,
  job: Job,
): Promise<number | null> {
  const test = { pictures: job.pictures.test, reader: job.reader, strict: job.options.strict };
  const result = await using(tuned, () => accuracyOn(context.out, name, tuned, test));
  return result?.accuracy ?? null;
}
