import * as tf from '@tensorflow/tfjs';

/** How one variable moves. */
export interface Rule {
  /** Fresh moments of a variable. */
  readonly moments: (variable: tf.Variable) => tf.Variable[];
  /** One step; `step` counts from 1. Runs within a tidy. */
  readonly update: (variable: tf.Variable, moments: readonly tf.Variable[], at: Step) => void;
}

export interface Step {
  readonly gradient: tf.Tensor;
  readonly step: number;
  readonly rate: number;
}

export interface Optimizer {
  /** All moments in a fixed order, for checkpoints. */
  readonly state: readonly tf.Variable[];
  /** One step over all variables; gradients stay the caller's. */
  readonly update: (gradients: readonly tf.Tensor[], step: number, rate: number) => void;
}

export const zeros = (variable: tf.Variable): tf.Variable => tf.variable(tf.zerosLike(variable), false);

/** Each variable by its own rule. */
export function optimizer(
  variables: readonly tf.Variable[],
  ruleOf: (variable: tf.Variable) => Rule,
): Optimizer {
  const parts = variables.map((variable) => {
    const rule = ruleOf(variable);
    return { variable, rule, moments: rule.moments(variable) };
  });
  return {
    state: parts.flatMap(({ moments }) => moments),
    update: (gradients, step, rate) => {
      parts.forEach(({ variable, rule, moments }, i) => {
        tf.tidy(() => {
          rule.update(variable, moments, { gradient: gradients[i]!, step, rate });
        });
      });
    },
  };
}
