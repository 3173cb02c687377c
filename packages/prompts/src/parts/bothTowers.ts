import { fromLeaves, leaves } from '@dsra/core';
import type { Method, Parameters } from '../method';

type Prompts = Pick<Method, 'prompts' | 'text' | 'vision'> & { readonly parameters: Parameters };

/** Prompts of the text tower and prompts of the image tower in one tree, side by side. */
export const bothTowers = (text: Prompts, vision: Prompts): Prompts => ({
  ...text,
  ...vision,
  parameters: {
    shapes: (architecture) => ({
      ...text.parameters.shapes(architecture),
      ...vision.parameters.shapes(architecture),
    }),
    init: (random, frame) =>
      fromLeaves([
        ...leaves(text.parameters.init(random, frame)),
        ...leaves(vision.parameters.init(random, frame)),
      ]),
  },
});
