import type { Tuned } from '@dsra/prompts';
import { type Accuracy, measureAccuracy } from '../data/measureAccuracy';
import type { LabelledPicture } from '../data/pictureSet';
import type { PictureReader } from '../data/pictureReader';
import { field, percent } from '../terminal/figures';
import type { Output } from '../terminal/output';
import { createProgress } from '../terminal/progress';
import { describeSkipped } from './describePictures';

export interface TestPictures {
  readonly pictures: readonly LabelledPicture[];
  readonly reader: PictureReader;
  /** Refuses pictures that break off. */
  readonly strict?: boolean | undefined;
}

/** Measures and says the accuracy on pictures; undefined, and nothing said, when there are none. */
export async function accuracyOn(
  out: Output,
  name: string,
  tuned: Tuned,
  { pictures, reader, strict }: TestPictures,
): Promise<Accuracy | undefined> {
  if (pictures.length === 0) return undefined;
  const progress = createProgress(out.stderr, { label: 'looking', total: pictures.length });
  const onProgress = (done: number): void => {
    progress.update(done);
  };
  const measured = measureAccuracy(tuned, pictures, { reader, strict, onProgress });
  const result = await measured.finally(() => {
    progress.stop();
  });
  describeSkipped(out, result.skipped);
  out.line(
    field(name, `${percent(result.accuracy)} right (${result.correct} of ${result.pictures} pictures)`),
  );
  return result;
}
