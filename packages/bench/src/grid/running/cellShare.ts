import type { Cell } from '../cell';
import { trainingPasses } from '../progress/cellWeight';
import type { Material } from './material';

/** How much of a cell is done, from 0 to 1, by the pictures that go through the model. */
export function cellShare(
  { shots, settings }: Cell,
  { learned, others, targets }: Material,
  tell: ((share: number) => void) | undefined,
) {
  const training = shots > 0 ? trainingPasses * settings.epochs * learned.train.length : 0;
  const sets = [learned, ...(others ? [others] : []), ...targets];
  const whole = sets.reduce((sum, { test }) => sum + test.length, training);
  let tested = 0;
  return {
    /** @param share of the training */
    trained: (share: number): void => {
      tell?.((share * training) / whole);
    },
    tested: (pictures: number): void => {
      tested += pictures;
      tell?.((training + tested) / whole);
    },
  };
}
