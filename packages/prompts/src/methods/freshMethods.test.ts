import { beforeAll, describe, expect, test } from '@jest/globals';
import { cloneParams, countParams, type Params, shapesOf } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { relativeError } from '../../../../test/support/golden';
import { methodCases } from '../../../../test/support/methodCases';
import { fresh, logitsOf, withClip } from '../../../../test/support/methodRuns';
import { countTrainable } from '../countTrainable';
import { architectureOf, learnedShapes } from '../method';
import { createTuned } from '../tuned/tuned';
import { methodFrom, methodTable } from './table';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

test('every method of the table is tested', () => {
  expect([...new Set(methodCases.flatMap(({ from }) => from))].sort()).toEqual(
    Object.keys(methodTable).sort(),
  );
});

const nothingLearned = { parameters: undefined, text: undefined, vision: undefined };
const declared = methodCases.filter(({ from }) => from.every((name) => methodTable[name]!.freshIsZeroShot));
const withDsra = methodCases.filter(({ host }) => host !== undefined);

describe.each(methodCases)('$name', ({ method }) => {
  test('shapes are those of init, and so is the count', () =>
    withClip((clip) => {
      const { run, params, release } = fresh(method, clip);
      expect(learnedShapes(method, architectureOf(run.setup))).toEqual(shapesOf(params));
      const { total, byPart } = countTrainable(method, clip.config, { classes: run.setup.classNames.length });
      expect(total).toBe(countParams(params));
      expect(Object.values(byPart).reduce((sum, part) => sum + part, 0)).toBe(total);
      release();
    }));

  test('its recipe survives a file and makes the same method again', () =>
    withClip((clip) => {
      const again = methodFrom(JSON.parse(JSON.stringify(method.recipe)));
      expect(again.recipe).toEqual(method.recipe);
      expect(again.defaults).toEqual(method.defaults);
      const [one, other] = [fresh(method, clip), fresh(again, clip)];
      expect(other.run.setup.prompts).toEqual(one.run.setup.prompts);
      const [first, second] = [one, other].map((it) => createTuned(it));
      expect([...logitsOf(second!)]).toEqual([...logitsOf(first!)]);
      first!.dispose();
      second!.dispose();
    }));
});

describe.each(declared)('$name', ({ method }) => {
  test('fresh, it gives the logits of plain CLIP with its prompts', () =>
    withClip((clip) => {
      const tuned = createTuned(fresh(method, clip));
      const plain = createTuned(fresh({ ...method, ...nothingLearned }, clip));
      expect(relativeError(logitsOf(tuned), logitsOf(plain))).toBeLessThan(1e-6);
      tuned.dispose();
      plain.dispose();
    }));
});

test.each(withDsra)('$name: fresh adapters change nothing', ({ method, host }) =>
  withClip((clip) => {
    const both = fresh(method, clip);
    const { run, release } = fresh(host!, clip);
    const alone = createTuned({ run, params: cloneParams(both.params.host as Params) });
    const tuned = createTuned(both);
    expect(relativeError(logitsOf(tuned), logitsOf(alone))).toBeLessThan(1e-6);
    tuned.dispose();
    alone.dispose();
    release();
  }),
);
