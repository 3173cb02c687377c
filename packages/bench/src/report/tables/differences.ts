import type { Answers } from '../measure';
import { metric } from '../measure';
import type { TableRow } from '../reportTable';
import type { Row } from '../rows';
import { answersIn, measureAnswers } from './measureSection';
import type { Section } from './sections';

/** How much `more` has above `less`, in a row below `after`. */
export interface Pair {
  readonly title: string;
  readonly less: Row;
  readonly more: Row;
  readonly after: Row;
}

/** In points, run by run: the same data set, seed and shots. */
export function differenceRow(
  { title, less, more }: Pair,
  section: Section,
  shots: readonly number[],
): TableRow {
  const entries = shots.map((count) => {
    const [a, b] = [less, more].map(({ asked }) =>
      answersIn(
        asked.filter(({ cell }) => cell.shots === count),
        section,
        metric('accuracy'),
      ),
    ) as [Answers, Answers];
    return a.asked > 0 && b.asked > 0 ? measureAnswers(differences(a, b), section) : undefined;
  });
  return { section: section.title, kind: 'points', entries: [title, ...entries] };
}

function differences(less: Answers, more: Answers): Answers {
  const key = ({ dataSet, seed }: { dataSet: string; seed: number }): string =>
    JSON.stringify([dataSet, seed]);
  const other = new Map(less.runs.map((run) => [key(run), run.value]));
  const runs = more.runs
    .filter((run) => other.has(key(run)))
    .map((run) => ({ ...run, value: run.value - other.get(key(run))! }));
  return { ...more, runs, asked: Math.max(less.asked, more.asked) };
}
