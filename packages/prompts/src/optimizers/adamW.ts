import { adamDirection } from './moments';
import type { Optimizer } from './optimizer';

/** AdamW (Loshchilov & Hutter 2019), as in PyTorch: the weights decay beside the step, not through the gradient. */
export function adamW({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 } = {}): Optimizer {
  return {
    settings: { name: 'adamW', beta1, beta2, epsilon, weightDecay },
    memory: ['mean', 'square'],
    update: (math, now) => {
      const decayed = math.scale(now.parameters, 1 - now.learningRate * weightDecay);
      const { direction, memory } = adamDirection(math, now, now.gradient, { beta1, beta2, epsilon });
      return {
        parameters: math.subtract(decayed, math.scale(direction, now.learningRate)),
        memory,
      };
    },
  };
}
