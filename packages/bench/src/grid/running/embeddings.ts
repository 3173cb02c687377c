import type { Clip } from '@dsra/clip';
import type { Tuned } from '@dsra/prompts';
import type { DataSet } from '../../datasets/dataSet';
import { using } from '../../inference/using';
import { type Cell, cellId } from '../cell';
import type { CellEmbeddings } from '../record';
import type { BeforeAndAfter } from '../results';
import type { TestHooks } from './batches';
import { pictureRows } from './pictureRows';
import { plainOf } from './plainFeatures';
import { shownPictures } from './shownPictures';

/** What the plain and the tuned model make of the test pictures that a figure shows, rounded to five digits. */
export async function embeddingsOf(
  cell: Cell,
  tuned: Tuned,
  { learned, clip }: { learned: DataSet; clip: Clip },
  hooks: TestHooks = {},
): Promise<BeforeAndAfter> {
  const { classNames, test } = learned;
  const shown = shownPictures(test.map(({ label }) => label)).map((index) => test[index]!);
  const of = async (model: Tuned): Promise<CellEmbeddings> => {
    const features: number[][] = [];
    for await (const row of pictureRows(model, shown, (pixels) => model.imageFeatures(pixels), hooks)) {
      features.push(Array.from(row, (value) => Math.round(value * 1e5) / 1e5));
    }
    const labels = shown.map(({ label }) => label);
    return { version: 1, id: cellId(cell), classNames: [...classNames], labels, features };
  };
  const before = await using(await plainOf(clip, learned), of);
  return { before, after: await of(tuned) };
}
