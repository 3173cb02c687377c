import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Clip, normalise } from '@dsra/clip';
import { leaves } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { relativeError } from '../../../../test/support/golden';
import { methodCases } from '../../../../test/support/methodCases';
import { fresh, logitsOf, moved, smallPixels, withClip } from '../../../../test/support/methodRuns';
import { classNames } from '../../../../test/support/smallTask';
import { type Method } from '../method';
import { load } from '../tuned/load';
import { createTuned, type Tuned } from '../tuned/tuned';

// Seconds on a free machine.
jest.setTimeout(60_000);

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const rowsOf = (tuned: Tuned) => tf.tidy(() => tuned.logits(smallPixels()).arraySync());

describe.each(methodCases)('$name', (about) => {
  const { method, kept, unmergeable, unclassifiable, perClass } = about;

  test('save → load gives the same logits', () =>
    withClip(async (clip) => {
      const tuned = createTuned(moved(method, clip));
      const loaded = await load(await tuned.files(), { clip });
      expect(loaded.classNames).toEqual(classNames);
      expect(loaded.method.recipe).toEqual(method.recipe);
      expect(leaves(loaded.params).map(([path]) => path)).toEqual(leaves(tuned.params).map(([path]) => path));
      expect([...logitsOf(loaded)]).toEqual([...logitsOf(tuned)]);
      loaded.dispose();
      tuned.dispose();
    }));

  test(perClass ? 'other class names are refused' : 'other class names work', () =>
    withClip(async (clip) => {
      const names = ['cat', 'x', 'fox', 'emu'];
      const tuned = createTuned(moved(method, clip));
      const files = await tuned.files();
      if (perClass) {
        const reason = 'this method learned something for each of its 3 classes';
        expect(() => tuned.withClassNames(names)).toThrow(reason);
        await expect(load(files, { clip, classNames: names })).rejects.toThrow(reason);
      } else {
        const renamed = tuned.withClassNames(names);
        const column = rowsOf(tuned).map((row) => row[0]!);
        // A class keeps its logits whatever stands beside it.
        rowsOf(renamed).forEach((row, i) => {
          expect(row).toHaveLength(4);
          expect(row[0]).toBeCloseTo(column[i]!, 3);
        });
        const loaded = await load(files, { clip, classNames: names });
        expect([...logitsOf(loaded)]).toEqual([...logitsOf(renamed)]);
        renamed.dispose();
        loaded.dispose();
      }
      tuned.dispose();
    }),
  );

  test(unmergeable ? 'merging is refused with every reason' : 'merged, it gives the same logits', () =>
    withClip(async (clip) => {
      const tuned = createTuned(moved(method, clip));
      if (unmergeable) {
        const message = `this method cannot be folded into CLIP: ${unmergeable}`;
        expect(() => tuned.merge()).toThrow(new RegExp(`^${message}$`));
      } else {
        const logits = logitsOf(tuned);
        const merged = tuned.merge();
        expect(merged.kept).toBe(kept);
        const beside = merged.rest ?? createTuned(fresh(wordsOf(method), merged));
        expect(relativeError(logitsOf(beside), logits)).toBeLessThan(1e-4);
        if (merged.rest) await expectSaved(merged.rest, merged);
        if (!perClass) expectRenamed(beside, tuned);
        // The original is untouched.
        expect([...logitsOf(tuned)]).toEqual([...logits]);
        if (!merged.rest) beside.dispose();
        merged.dispose();
      }
      tuned.dispose();
    }),
  );

  test(unclassifiable ? 'it has no classifier, and says why' : 'its classifier gives the same answers', () =>
    withClip((clip) => {
      const { run, params } = moved(method, clip);
      const tuned = createTuned({ run, params });
      if (unclassifiable) {
        expect(() => tuned.classifier()).toThrow(
          `this method has no classifier of fixed classes: ${unclassifiable}`,
        );
      } else {
        const { textFeatures, logitScale, ...named } = tuned.classifier();
        expect(named.classNames).toEqual(classNames);
        tf.tidy(() => {
          const image = normalise(clip.encodeImage(smallPixels(), method.vision?.(params, run.setup)));
          const cosine = tf.matMul(image, textFeatures, false, true);
          const answers = tf.softmax(tf.mul(tf.exp(logitScale), cosine));
          const expected = tf.softmax(tuned.logits(smallPixels()));
          expect(relativeError(answers.dataSync(), expected.dataSync())).toBeLessThan(1e-5);
        });
        tf.dispose([textFeatures, logitScale]);
      }
      tuned.dispose();
    }),
  );
});

/** How a method writes the classes, and nothing else of it. */
const wordsOf = (method: Method): Method => ({
  ...(method.prompts && { prompts: (frame) => method.prompts!(frame) }),
});

/** What stays beside a merged Clip knows other classes as well as the whole did. */
function expectRenamed(rest: Tuned, whole: Tuned): void {
  const [one, other] = [rest, whole].map((it) => it.withClassNames(['fox', 'emu']));
  expect(relativeError(logitsOf(one!), logitsOf(other!))).toBeLessThan(1e-4);
  one!.dispose();
  other!.dispose();
}

/** What stays beside a merged Clip can be saved and is loaded onto it, without the adapters. */
async function expectSaved(rest: Tuned, merged: Clip): Promise<void> {
  expect(rest.clip.weights).toBe(merged.weights);
  expect(Object.keys(rest.method)).not.toContain('lora');
  const loaded = await load(await rest.files(), { clip: merged });
  expect([...logitsOf(loaded)]).toEqual([...logitsOf(rest)]);
  loaded.dispose();
}
