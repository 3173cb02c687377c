import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Clip, cosineLogits, normalise } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { relativeError } from '../../../../test/support/golden';
import { moved, smallBatch, withClip } from '../../../../test/support/methodRuns';
import { classNames, roomyClip } from '../../../../test/support/smallTask';
import { combine } from '../combine';
import type { Method } from '../method';
import { dsra } from '../methods/dsra';
import { proGrad } from '../methods/proGrad';
import { promptSrc } from '../methods/promptSrc';
import { disposeSetup, prepareSetup } from '../setup';
import { type Batch, lossGradients } from '../training/lossGradients';
import { handWrittenClasses, plainAnswers } from './teachers';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const templates = ['a {}.', 'my {} now.'];
const read = (tensor: unknown) => (tensor as tf.Tensor).dataSync();

describe('the classes as hand-written prompts', () => {
  let clip: Clip;
  beforeEach(() => {
    tf.engine().startScope();
    clip = roomyClip();
  });
  afterEach(() => {
    tf.engine().endScope();
  });
  const frame = () => ({ clip, classNames });
  const encode = (template: string) =>
    clip.encodeText(classNames.map((name) => template.replace('{}', name.replace('_', ' '))));

  test('of one template: the features of its sentences, of unit length', () => {
    const { classes } = handWrittenClasses('a {}.')(frame());
    expect(relativeError(read(classes), normalise(encode('a {}.')).dataSync())).toBeLessThan(1e-6);
  });

  test('of several: each of unit length before the mean, or the mean of what they are', () => {
    const [one, other] = templates.map(encode) as [tf.Tensor2D, tf.Tensor2D];
    const normalised = normalise(tf.add<tf.Tensor2D>(normalise(one), normalise(other)));
    const raw = normalise(tf.add<tf.Tensor2D>(one, other));
    expect(
      relativeError(read(handWrittenClasses(templates)(frame()).classes), normalised.dataSync()),
    ).toBeLessThan(1e-6);
    expect(
      relativeError(read(handWrittenClasses(templates, 'raw')(frame()).classes), raw.dataSync()),
    ).toBeLessThan(1e-6);
    expect(relativeError(raw.dataSync(), normalised.dataSync())).toBeGreaterThan(1e-3);
  });

  test('and the plain clip’s answers with them', () => {
    const classTeacher = handWrittenClasses(templates)(frame());
    const image = clip.encodeImage(smallBatch().pixels!);
    const setup = { ...prepareSetup({}, frame()), classTeacher };
    const { features, logits } = plainAnswers(image, setup);
    expect(relativeError(read(features), normalise(image).dataSync())).toBe(0);
    const expected = cosineLogits(image, classTeacher.classes as tf.Tensor2D, clip.weights.logitScale);
    expect(relativeError(read(logits), expected.dataSync())).toBe(0);
  });
});

const both = combine({ dsra: dsra({ rank: 2 }), promptSrc: promptSrc({ teacherTemplates: templates }) });
const guided = combine({ dsra: dsra({ rank: 2 }), proGrad: proGrad() });

describe('teachers see the plain clip, whatever is learned in its towers', () => {
  test.each<[string, Method, number, boolean]>([
    ['PromptSRC with DsRA', both, 1e9, false],
    ['PromptSRC with DsRA, in chunks', both, 1, false],
    ['PromptSRC with DsRA, features known before', both, 1e9, true],
    ['ProGrad with DsRA', guided, 1e9, false],
    ['ProGrad with DsRA, in chunks', guided, 1, false],
  ])('%s', (_name, method, memoryBudget, knownBefore) =>
    withClip((clip) => {
      const shown: number[][] = [];
      const spied: Method = {
        ...method,
        imageTeacher: (image, setup) => {
          shown.push([...image.dataSync()]);
          return method.imageTeacher!(image, setup);
        },
      };
      const { run, params, release } = moved(spied, clip);
      tf.tidy(() => {
        const batch = smallBatch();
        const plainImage = clip.encodeImage(batch.pixels!);
        const adapted = clip.encodeImage(batch.pixels!, method.vision!(params, run.setup));
        const given: Batch = knownBefore ? { ...batch, known: { plainImage } } : batch;
        lossGradients({ ...run, memoryBudget }, params, given);
        expect(shown).toHaveLength(1);
        expect(relativeError(shown[0]!, plainImage.dataSync())).toBeLessThan(1e-6);
        expect(relativeError(shown[0]!, adapted.dataSync())).toBeGreaterThan(1e-2);
      });
      release();
    }),
  );
});

test('the teacher’s classes are computed for training alone', () =>
  withClip((clip) => {
    const frame = { clip, classNames };
    const use = prepareSetup(both, frame);
    expect(use.classTeacher).toEqual({});
    const training = prepareSetup(both, frame, { forTraining: true });
    expect(Object.keys(training.classTeacher)).toEqual(['promptSrc']);
    [use, training].forEach(disposeSetup);
  }));
