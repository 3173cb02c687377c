import type { Asked } from '../asked';
import { type Answers, answersOf, type Measure, measureSeeds, measureSets, type Reading } from '../measure';
import type { Section } from './sections';

export const answersIn = (asked: readonly Asked[], { dataSets }: Section, read: Reading): Answers =>
  answersOf(
    asked.filter(({ cell }) => dataSets.includes(cell.dataSet)),
    read,
  );

/** Over seeds in one data set, or over data sets. */
export const measureAnswers = (answers: Answers, { isAverage, dataSets }: Section): Measure =>
  isAverage ? measureSets(answers, dataSets) : measureSeeds(answers);

/** Nothing where nothing was asked. */
export function measureSection(
  asked: readonly Asked[],
  section: Section,
  read: Reading,
): Measure | undefined {
  const answers = answersIn(asked, section, read);
  return answers.asked === 0 ? undefined : measureAnswers(answers, section);
}
