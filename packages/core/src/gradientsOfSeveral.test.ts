import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { valueAndGradients, valuesAndGradients } from './gradients';
import { withGradients } from './withGradients';

const numbers = (tensors: readonly tf.Tensor[]) => tensors.map((it) => [...it.dataSync()]);

/** A square with a gradient of its own, which reads what was saved; `calls` says how often each side ran. */
function counted(calls: { forward: number; backward: number }, breakAt = Infinity) {
  return (x: tf.Tensor): tf.Tensor =>
    withGradients<[tf.Tensor], tf.Tensor>(
      [x],
      ([it]) => {
        calls.forward++;
        return { value: tf.square(it), saved: [it] };
      },
      (dy, [it]) => {
        if (++calls.backward === breakAt) throw new Error(`walk ${breakAt}`);
        return [tf.mul(dy, tf.mul(it!, 2))];
      },
    );
}

describe('several values', () => {
  let xs: [tf.Tensor, tf.Tensor];
  beforeAll(async () => {
    await tf.setBackend('cpu');
    xs = [tf.tensor1d([1, 2]), tf.tensor1d([3, 5])];
  });

  test('computed once, each with its own gradients, nothing left', () => {
    const before = tf.memory().numTensors;
    const calls = { forward: 0, backward: 0 };
    const both = valuesAndGradients(() => {
      const common = counted(calls)(tf.mul(...xs));
      return [tf.sin(common), tf.mul(common, xs[0])];
    }, xs);
    expect(calls).toEqual({ forward: 1, backward: 2 });
    const square = () => tf.square(tf.mul(...xs));
    const alone = [() => tf.sin(square()), () => tf.mul(square(), xs[0])].map((f) =>
      valueAndGradients(f, xs),
    );
    expect(tf.memory().numTensors).toBe(before + 12);
    both.forEach(({ value, gradients }, i) => {
      expect(numbers([value, ...gradients])).toEqual(numbers([alone[i]!.value, ...alone[i]!.gradients]));
    });
    tf.dispose([both, alone].map((all) => all.map(({ value, gradients }) => [value, ...gradients])));
  });

  test('one value with the gradients of several', () => {
    const before = tf.memory().numTensors;
    const dys = [tf.tensor1d([1, 0]), tf.tensor1d([0, 10])];
    const [one, other] = tf.tidy(() => {
      const found = valuesAndGradients(
        () => {
          const y = counted({ forward: 0, backward: 0 })(xs[1]);
          return [y, y];
        },
        xs,
        dys,
      );
      return found.map(({ gradients }) => numbers(gradients));
    });
    expect([one, other]).toEqual([
      [
        [0, 0],
        [6, 0],
      ],
      [
        [0, 0],
        [0, 100],
      ],
    ]);
    tf.dispose(dys);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([1, 2])('an error in walk %i leaves nothing', (walk) => {
    const before = tf.memory().numTensors;
    const f = counted({ forward: 0, backward: 0 }, walk);
    const compute = () => {
      const y = f(tf.exp(xs[0]));
      return [tf.sin(y), tf.cos(y)];
    };
    expect(() => valuesAndGradients(compute, xs)).toThrow(`walk ${walk}`);
    expect(tf.memory().numTensors).toBe(before);
  });
});
