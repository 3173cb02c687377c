import type { Asked } from '../asked';
import { answersOf, type Measure, metric } from '../measure';
import { measureAnswers } from './measureSection';
import type { Section } from './sections';

/** Plain CLIP on the same test pictures, as trained cells carry it: one number for each data set. */
export function zeroShotAnswers(
  asked: readonly Asked[],
  section: Section,
  name: string,
): Measure | undefined {
  const firsts = section.dataSets.flatMap((dataSet) => {
    const own = asked.filter(({ cell }) => cell.dataSet === dataSet);
    const first = own.find(({ record }) => typeof record?.metrics[name] === 'number') ?? own[0];
    return first ? [{ ...first, cell: { ...first.cell, seed: 1 } }] : [];
  });
  const answers = answersOf(firsts, metric(name));
  return answers.runs.length > 0 ? measureAnswers(answers, section) : undefined;
}
