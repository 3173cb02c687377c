import type { Optimizer } from '@dsra/prompts';

/** The optimiser, which also remembers the gradient that it was given: without the weight decay, as recorded. */
export const recordingGradient = (optimizer: Optimizer): Optimizer => ({
  ...optimizer,
  memory: [...optimizer.memory, 'gradient'],
  update: (math, now) => {
    const { parameters, memory } = optimizer.update(math, now);
    return { parameters, memory: { ...memory, gradient: now.gradient } };
  },
});
