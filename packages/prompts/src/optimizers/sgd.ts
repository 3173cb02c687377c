import type { Optimizer } from './optimizer';

/**
 * Stochastic gradient descent with momentum, as in PyTorch and Dassl:
 * g ← gradient + weightDecay·p;  v ← momentum·v + g;  p ← p − rate·v.
 * The decay is coupled (it enters the momentum); a change of rate does not rescale v; no dampening, no Nesterov.
 */
export function sgd({ momentum = 0.9, weightDecay = 5e-4 } = {}): Optimizer {
  return {
    settings: { name: 'sgd', momentum, weightDecay },
    memory: ['velocity'],
    update: (math, { parameters, gradient, memory, learningRate }) => {
      const decayed = math.add(gradient, math.scale(parameters, weightDecay));
      const velocity = math.add(math.scale(memory.velocity!, momentum), decayed);
      return {
        parameters: math.subtract(parameters, math.scale(velocity, learningRate)),
        memory: { velocity },
      };
    },
  };
}
