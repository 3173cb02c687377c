import type { Progress } from '@dsra/prompts';
import type { CellRecord } from '../record';

/** The mean loss of each epoch, from what `fit` tells after each step. */
export function lossCurve() {
  const sums: { sum: number; steps: number }[] = [];
  return {
    add: ({ epoch, loss }: Pick<Progress, 'epoch' | 'loss'>): void => {
      const { sum, steps } = sums[epoch - 1] ?? { sum: 0, steps: 0 };
      sums[epoch - 1] = { sum: sum + loss, steps: steps + 1 };
    },
    epochs: (): CellRecord['curve'] =>
      sums.map(({ sum, steps }, index) => ({ epoch: index + 1, loss: sum / steps })),
  };
}
