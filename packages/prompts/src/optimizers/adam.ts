import { adamDirection } from './moments';
import type { Optimizer } from './optimizer';

/** Adam (Kingma & Ba 2015), as in PyTorch: the weight decay is coupled, that is, added to the gradient. */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = {}): Optimizer {
  return {
    settings: { name: 'adam', beta1, beta2, epsilon, weightDecay },
    memory: ['mean', 'square'],
    update: (math, now) => {
      const decayed = math.add(now.gradient, math.scale(now.parameters, weightDecay));
      const { direction, memory } = adamDirection(math, now, decayed, { beta1, beta2, epsilon });
      return {
        parameters: math.subtract(now.parameters, math.scale(direction, now.learningRate)),
        memory,
      };
    },
  };
}
