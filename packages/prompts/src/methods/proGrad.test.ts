import { expect, test } from '@jest/globals';
import { leafAt } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { wordClip } from '../../../../test/support/wordTokenizer';
import { prepareSetup } from '../setup';
import { stream } from '../training/stream';
import { proGrad } from './proGrad';

test('the context starts as the words of the hand-written prompt, behind zeros', async () => {
  await tf.setBackend('cpu');
  const clip = wordClip();
  tf.tidy(() => {
    const frame = { clip, classNames: ['owl', 'cat'] };
    const startOf = (options: Parameters<typeof proGrad>[0]) =>
      leafAt(proGrad(options).parameters!.init(stream(1, 'init'), frame), 'context');
    const worded = startOf({ contextTokens: 6, teacherTemplate: 'a photo of the {}.' });
    const same = startOf({ contextTokens: 6, words: 'a photo of the' });
    expect(worded.arraySync()).toEqual(same.arraySync());
    expect(worded.arraySync()).not.toEqual(startOf({ contextTokens: 6 }).arraySync());
    const [prompt] = prepareSetup(
      proGrad({ contextTokens: 6, teacherTemplate: 'a photo of the {}.' }),
      frame,
    ).prompts;
    const [plain] = prepareSetup(proGrad({ contextTokens: 6, words: 'a photo of the' }), frame).prompts;
    expect(prompt).toEqual(plain);
  });
  clip.dispose();
});
