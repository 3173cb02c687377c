import { expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { isDsraError } from './errors';
import {
  cloneParams,
  countByPart,
  countParams,
  disposeParams,
  fromLeaves,
  isTensor,
  leafAt,
  leaves,
  mapParams,
} from './params';
import { weightedSum } from './weightedSum';

const tree = () => ({
  projection: { text: tf.ones([4, 2]), vision: tf.ones([6, 2]) },
  coefficients: { 0: tf.tensor1d([1, 2]), 1: tf.tensor1d([3, 4]) },
  scale: tf.scalar(5),
});
const paths = ['projection.text', 'projection.vision', 'coefficients.0', 'coefficients.1', 'scale'];

test('leaves come depth first, and make the tree again', () => {
  const params = tree();
  expect(leaves(params).map(([path]) => path)).toEqual(paths);
  expect(fromLeaves(leaves(params))).toEqual(params);
  expect(fromLeaves(Object.fromEntries(leaves(params)))).toEqual(params);
  expect(leafAt(params, 'coefficients.1')).toBe(params.coefficients[1]);
});

test('any set of paths of which none lies below another makes a tree with these leaves', () => {
  const leaf = tf.scalar(1);
  const part = fc.constantFrom('a', 'b', '0', '1', 'constructor', 'toString');
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'))),
      (names) => {
        const free = names.filter((name) => !names.some((other) => other.startsWith(`${name}.`)));
        const found = leaves(fromLeaves(free.map((name) => [name, leaf] as const))).map(([path]) => path);
        expect(found.sort()).toEqual(free.sort());
      },
    ),
  );
});

test.each([
  [['a', 'a'], 'two parameters are named "a"'],
  [['a', 'a.b'], '"a.b" lies below another parameter'],
  [['a.b', 'a'], 'two parameters are named "a"'],
  [['a..b'], '"a..b" is no path'],
  [[''], '"" is no path'],
  [['__proto__.polluted'], 'is no path'],
])('the paths %j are refused', (names, line) => {
  const leaf = tf.scalar(1);
  expect(() => fromLeaves(names.map((name) => [name, leaf] as const))).toThrow(line);
  expect('polluted' in {}).toBe(false);
});

test('a leaf that is not there is named', () => {
  expect(() => leafAt(tree(), 'coefficients.2')).toThrow('the parameters have no leaf "coefficients.2"');
  expect(() => leafAt(tree(), 'scale.x')).toThrow('no leaf "scale.x"');
  expect(() => leafAt(tree(), 'projection')).toThrow('no leaf "projection"');
});

test('numbers are counted, in all and by part', () => {
  expect(countParams(tree())).toBe(8 + 12 + 4 + 1);
  expect(countByPart(tree())).toEqual({ projection: 20, coefficients: 4, scale: 1 });
});

test('a clone outlives its original; disposing leaves nothing', () => {
  const before = tf.memory().numTensors;
  const params = tree();
  const copy = cloneParams(params);
  disposeParams(params);
  expect(leaves(copy).every(([, tensor]) => !tensor.isDisposed)).toBe(true);
  disposeParams(copy);
  expect(tf.memory().numTensors).toBe(before);
});

test('mapping sees every leaf with its path', () => {
  const mapped = mapParams(tree(), (tensor, path) => (path === 'scale' ? tf.neg(tensor) : tensor));
  expect(leafAt(mapped, 'scale').dataSync()[0]).toBe(-5);
});

test('variables and tensors are leaves, records are not', () => {
  expect(isTensor(tf.scalar(1).variable())).toBe(true);
  expect([{}, null, 3, { shape: [1] }].some(isTensor)).toBe(false);
});

test('a weighted sum interpolates, and keeps only its result', () => {
  const [a, b] = [tree(), mapParams(tree(), (tensor) => tf.mul(tensor, 3))];
  const before = tf.memory().numTensors;
  const mixed = weightedSum([a, b], [0.25, 0.75]);
  expect(tf.memory().numTensors - before).toBe(paths.length);
  expect(Array.from(leafAt(mixed, 'coefficients.1').dataSync())).toEqual([7.5, 10]);
});

test('a weighted sum of different trees lists every difference', () => {
  const other = {
    ...tree(),
    scale: tf.ones([2]),
    extra: tf.scalar(1),
    coefficients: { 0: tf.tensor1d([1, 2]) },
  };
  expect(() => weightedSum([tree(), other], [1, 1])).toThrow(
    'tree 1: coefficients.1 is missing; tree 1: scale is [2], expected []; tree 1: extra is not expected',
  );
  expect(() => weightedSum([], [])).toThrow('one weight per tree');
});

test('errors are known from any copy of the library', () => {
  const foreign = { [Symbol.for('dsra.error')]: true, code: 'badFile', message: 'x' };
  expect(isDsraError(foreign)).toBe(true);
  expect([new Error('x'), null, 'x', undefined].some(isDsraError)).toBe(false);
});
