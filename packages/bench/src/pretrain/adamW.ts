import * as tf from '@tensorflow/tfjs';

export interface AdamWOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Decoupled, on matrices alone: not on biases, gains and the logit scale. */
  readonly weightDecay?: number;
  /** Gradients are shortened to this length over all parameters. */
  readonly clip?: number;
}

/** AdamW (Loshchilov & Hutter 2019) over a list of variables. Its state is variables too. */
export interface AdamW {
  /** The two moments of each variable, in order; for checkpoints. */
  readonly state: readonly tf.Variable[];
  /** One step. `step` counts from 1. Disposes nothing of the caller's. */
  update(gradients: readonly tf.Tensor[], step: number, rate: number): void;
}

export function adamW(
  variables: readonly tf.Variable[],
  { beta1 = 0.9, beta2 = 0.98, epsilon = 1e-6, weightDecay = 0.05, clip = 1 }: AdamWOptions = {},
): AdamW {
  const zeros = () => variables.map((variable) => tf.variable(tf.zerosLike(variable), false));
  const [first, second] = [zeros(), zeros()];
  const updateOne = (i: number, gradient: tf.Tensor, step: number, rate: number): void => {
    const [variable, m, v] = [variables[i]!, first[i]!, second[i]!];
    m.assign(tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1)));
    v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
    const scaled = tf.div(m, tf.add(tf.sqrt(tf.div(v, 1 - beta2 ** step)), epsilon));
    const kept = variable.rank >= 2 ? 1 - rate * weightDecay : 1;
    variable.assign(tf.sub(tf.mul(variable, kept), tf.mul(scaled, rate / (1 - beta1 ** step))));
  };
  return {
    state: [...first, ...second],
    update: (gradients, step, rate) => {
      tf.tidy(() => {
        const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
        const length = Math.sqrt(tf.addN(squares).dataSync()[0]!);
        const factor = Math.min(1, clip / (length + 1e-6));
        gradients.forEach((gradient, i) => {
          tf.tidy(() => {
            updateOne(i, tf.mul(gradient, factor), step, rate);
          });
        });
      });
    },
  };
}
