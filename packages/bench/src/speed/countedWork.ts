import { type Insertions, textLayout } from '@dsra/clip';
import type { Setup, Tuned } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import type { SpeedMethod } from './speedMethods';
import { imageRows, type StepWork, textRows } from './usefulOperations';

type Known = Pick<Tuned, 'params' | 'clip' | 'classNames'>;

/**
 * What a method makes of both towers for so many pictures, as its operations are counted. Nothing for methods whose text
 * differs from picture to picture, and for adapters of unknown rank.
 */
export function countedWork(
  { method, rank }: SpeedMethod,
  { params, clip, classNames }: Known,
  images: number,
): StepWork | undefined {
  if (method.textPerImage) return undefined;
  const frame = { clip, classNames };
  const written = method.prompts?.(frame) ?? classNames.map((name) => `a photo of a ${name}.`);
  const prompts = written.map((prompt) =>
    typeof prompt === 'string' ? clip.tokenizer.encode(prompt) : prompt,
  );
  const setup: Setup = { ...frame, prompts, prepared: {}, classTeacher: {} };
  let work: StepWork | undefined;
  tf.tidy(() => {
    const vision = method.vision?.(params, setup);
    const text = method.text?.(params, setup);
    const adapted = [vision, text].some((tower) => tower?.adapters?.length);
    if (adapted && rank === undefined) return;
    const of = (insertions: Insertions | undefined) => ({
      learns: insertions !== undefined,
      adapters: insertions?.adapters ?? [],
      ...(rank !== undefined && { rank }),
    });
    work = {
      images,
      vision: { ...of(vision), rows: imageRows(clip.config, images, appended(vision)) },
      text: { ...of(text), rows: textRows(prompts, textLayout(prompts, text ?? {}).prefix) },
      teacher: method.imageTeacher !== undefined,
    };
  });
  return work;
}

/** Tokens that stand behind the patches. */
const appended = ({ vectors = [] }: Insertions = {}): number =>
  vectors.filter(({ at }) => at === 'append').reduce((sum, { vectors: { shape } }) => sum + shape.at(-2)!, 0);
