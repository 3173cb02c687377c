import { brokenPictures, picturesIn } from '../datasets/brokenPictures';
import type { DataSetCheck, DataSetSource } from '../datasets/dataSet';
import { counted } from '../terminal/figures';
import { createProgress } from '../terminal/progress';
import type { Context } from './context';

/** So many say what is wrong; the rest is counted. */
const mostTold = 3;

/** A check that also opens every picture of a set that is complete so far; drawn ones are none. */
export async function checkPictures(
  { out }: Context,
  { source, check, root }: { source: DataSetSource; check: DataSetCheck; root: string },
): Promise<DataSetCheck> {
  if (!check.complete || source.kind === 'embedded') return check;
  const items = picturesIn(await source.open(root));
  const progress = createProgress(out.stderr, { label: source.title, total: items.length });
  const broken = await brokenPictures(items, (done) => {
    progress.update(done);
  });
  progress.stop();
  if (broken.length === 0) return check;
  const more = broken.length - mostTold;
  const rest = more > 0 ? [`and ${counted(more, 'more picture')} that cannot be read`] : [];
  return { ...check, complete: false, problems: [...broken.slice(0, mostTold), ...rest] };
}
