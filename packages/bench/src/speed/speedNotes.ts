import { pyTorchSettings } from './pyTorchEnvironment';
import type { Side } from './contender';
import type { SpeedResult } from './speedResult';

/** What one has to know to read the table. */
export function speedNotes({ works }: Pick<SpeedResult, 'works'>): string[] {
  const turns = works.flatMap((work) => work.turns);
  const by = (...sides: Side[]) => turns.some(({ side }) => sides.includes(side));
  const steps = works.some(({ work }) => work.kind === 'step');
  const torch = by('pytorch', 'pytorch-default', 'pytorch-cuda');
  return [
    'Peak memory is resident, of the process that did the work, without a GPU’s own. Share of the peak: useful operations only.',
    'Everybody does each work once before it is timed.',
    ...(steps && torch
      ? [
          'The cost of a step grows with the length of class names here; PyTorch pads every text to the context length.',
        ]
      : []),
    ...(torch
      ? [`PyTorch runs with ${pyTorchSettings()}, and without it where it says "as installed".`]
      : []),
  ];
}
