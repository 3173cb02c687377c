import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { valueAndGradients } from './gradients';
import { DsraError } from './errors';
import { withGradients } from './withGradients';

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

const numbers = (tensors: readonly tf.Tensor[]) => tensors.map((it) => [...it.dataSync()]);
const matrix = (size: number, from: number) =>
  tf.tensor2d(
    Array.from({ length: size * size }, (_, i) => Math.sin(from + i)),
    [size, size],
  );

/** A sum that gives both its inputs the same gradient: the tensor that it was given. */
const passingOn = (a: tf.Tensor, b: tf.Tensor) =>
  withGradients<[tf.Tensor, tf.Tensor], tf.Tensor>(
    [a, b],
    ([one, other]) => ({ value: tf.add(one, other) }),
    (dy) => [dy, dy],
  );

type OfTwo = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor;

const functions: Record<string, OfTwo> = {
  'a product of sums': (a, b) => tf.matMul(tf.add<tf.Tensor2D>(a, b), tf.sub<tf.Tensor2D>(a, b)),
  'one tensor read often': (a, b) => tf.mul(tf.mul(a, a), tf.add(a, b)),
  'several outputs, some unused': (a, b) => tf.mul(tf.split(a, 3)[1]!, tf.unstack(b)[2]!),
  'only one of them': (a) => tf.softmax(a),
  'what is computed and thrown away': (a, b) => {
    tf.exp(tf.mul(a, b));
    return tf.square(b);
  },
};

test('a gradient that is passed on as it is', () => {
  const xs: [tf.Tensor2D, tf.Tensor2D] = [matrix(3, 1), matrix(3, 2)];
  const nested = (add: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) => () =>
    tf.mul(add(xs[0], add(xs[0], xs[1])), xs[1]);
  const expected = numbers(valueAndGradients(nested(tf.add), xs).gradients);
  expect(numbers(valueAndGradients(nested(passingOn), xs).gradients)).toEqual(expected);
});

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
    await tf.ready();
  });

  test.each(Object.entries(functions))('%s: as TensorFlow.js differentiates it, nothing left', (_, f) => {
    const xs: [tf.Tensor2D, tf.Tensor2D] = [matrix(3, 1), matrix(3, 2)];
    const expected = tf.engine().gradients(() => f(...xs), xs, undefined, true);
    const before = tf.memory().numTensors;
    const { value, gradients } = valueAndGradients(() => f(...xs), xs);
    expect(tf.memory().numTensors).toBe(before + 3);
    expect(numbers([value])).toEqual(numbers([expected.value]));
    gradients.forEach((gradient, i) => {
      const stock = expected.grads[i] ?? tf.zerosLike(xs[i]!);
      expect(tf.max(tf.abs(tf.sub(gradient, stock))).dataSync()[0]).toBeLessThan(1e-6);
    });
  });
});

test('with the gradient of y; y that is x itself', () => {
  const x = tf.tensor1d([1, 2]);
  const dy = tf.tensor1d([3, 4]);
  expect(numbers(valueAndGradients(() => tf.square(x), [x], dy).gradients)).toEqual([[6, 16]]);
  const { gradients } = valueAndGradients(() => tf.clone(x), [x], dy);
  tf.dispose(gradients);
  expect([...dy.dataSync()]).toEqual([3, 4]);
});

test('whatever throws, forward or backward: nothing is left, and the next call works', () => {
  const x = tf.tensor1d([1, 2]);
  const broken = (where: 'forward' | 'backward') => (): tf.Tensor => {
    const y = tf.mul(tf.exp(x), x);
    const z = withGradients<[tf.Tensor], tf.Tensor>(
      [y],
      ([it]) => ({ value: tf.square(it), saved: [it] }),
      () => {
        throw new Error('backward');
      },
    );
    if (where === 'forward') throw new Error('forward');
    return tf.sin(z);
  };
  const before = tf.memory().numTensors;
  for (const where of ['forward', 'backward'] as const) {
    expect(() => valueAndGradients(broken(where), [x])).toThrow(where);
    expect(tf.memory().numTensors).toBe(before);
  }
  expect(numbers(valueAndGradients(() => tf.square(x), [x]).gradients)).toEqual([[2, 4]]);
});

test('an operation without a gradient is named', () => {
  const x = tf.tensor1d([1, 2]);
  const y = () => tf.cast(tf.greater(x, 1), 'float32');
  expect(() => valueAndGradients(y, [x])).toThrow('Greater has no gradient');
});

test('an operation that has gradients for some of its inputs: it and the input are named', () => {
  const kernelName = 'HalfDifferentiable';
  const kernelFunc: tf.KernelFunc = ({ inputs }) => tf.add(inputs.a as tf.Tensor, inputs.b as tf.Tensor);
  tf.registerKernel({ kernelName, backendName: tf.getBackend(), kernelFunc });
  tf.registerGradient({ kernelName, gradFunc: (dy) => ({ a: () => tf.clone(dy as tf.Tensor) }) });
  const [a, b] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])];
  const half = (): tf.Tensor => tf.engine().runKernel(kernelName, { a, b });
  expect(numbers(valueAndGradients(half, [a]).gradients)).toEqual([[1, 1]]);
  const before = tf.memory().numTensors;
  const failing = () => valueAndGradients(half, [a, b]);
  expect(failing).toThrow(DsraError);
  expect(failing).toThrow('the operation HalfDifferentiable has no gradient for its input b: build it from');
  expect(tf.memory().numTensors).toBe(before);
  tf.unregisterKernel(kernelName, tf.getBackend());
  tf.unregisterGradient(kernelName);
});

test('what was saved goes as soon as it has been used', () => {
  const x = tf.ones([1000]);
  const layers = 20;
  const before = tf.memory().numBytes;
  let peak = 0;
  const look = (y: tf.Tensor) =>
    withGradients<[tf.Tensor], tf.Tensor>(
      [y],
      ([it]) => ({ value: tf.clone(it) }),
      (dy) => {
        peak = Math.max(peak, tf.memory().numBytes - before);
        return [tf.clone(dy)];
      },
    );
  valueAndGradients(() => Array.from({ length: layers }).reduce<tf.Tensor>((y) => look(tf.sin(y)), x), [x]);
  expect(peak).toBeLessThan((layers + 4) * 4000 * 1.2);
});
