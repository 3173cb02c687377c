import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import { type Clip, normalise } from '@dsra/clip';
import { zeroShot } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { disposeSetup, prepareSetup } from '../../packages/prompts/src/setup';
import { classify } from '../../packages/prompts/src/training/objective';
import { comparison } from '../support/comparison';
import { goldenPixels, goldenTensors, tolerance } from '../support/golden';
import { goldenBackends, useGoldenBackend } from '../support/goldenBackends';
import { goldenClip } from '../support/goldenClip';
import { recordedRuns } from '../support/recordedFolder';
import { goldenTexts } from '../support/recordedTokenizer';
import { testEach } from '../support/testEach';

jest.setTimeout(120_000);

describe.each(goldenBackends)('on %s', (backend) => {
  let clip: Clip;
  beforeAll(async () => {
    await useGoldenBackend(backend);
    clip = await goldenClip();
  });
  afterAll(() => {
    clip.dispose();
  });

  testEach('zero-shot run', recordedRuns().zeroShot, '$name', ({ name, json }) => {
    const check = comparison(goldenTensors(`methods/${name}.safetensors`));
    const templates80 = [
      ...goldenTexts.template_sets['coop.IMAGENET_TEMPLATES']!,
      json.ensemble80_last_template,
    ];
    expect(templates80).toHaveLength(json.ensemble80_templates_count);
    const variants = {
      single: json.single_template,
      ensemble: json.ensemble_templates,
      ensemble80: templates80,
    };
    for (const [variant, template] of Object.entries(variants)) {
      tf.tidy(() => {
        const method = zeroShot({ template });
        const setup = prepareSetup(method, { clip, classNames: json.classnames });
        const image = clip.encodeImage(goldenPixels(json.indices.eval));
        check.expect('image_features', image, tolerance.features);
        const text = clip.encodeText(setup.prompts);
        const { features, logits } = classify({ method, setup, memoryBudget: 1e9 }, {}, { image, text });
        check.expect(`${variant}/text_features`, normalise(features.text), tolerance.features);
        check.expect(`${variant}/logits`, logits, tolerance.features);
        check.expect(`${variant}/probs`, tf.softmax(logits), tolerance.features);
        disposeSetup(setup);
      });
    }
    expect(check.left()).toEqual([]);
  });
});
