import { expect, test } from '@jest/globals';
import { isPapersModel } from './papersModel';

test.each([
  'openai/clip-vit-base-patch16',
  './models/clip-vit-base-patch16',
  '/data/openai/clip-vit-base-patch16/',
  'C:\\models\\clip-vit-base-patch16',
])('%s', (name) => {
  expect(isPapersModel(name)).toBe(true);
});

test.each([
  // The same size, other weights.
  'laion/CLIP-ViT-B-16-laion2B-s34B-b88K',
  'somebody/clip-vit-base-patch16',
  'models/ViT-B-16',
  'openai/clip-vit-base-patch32',
  'openai/clip-vit-large-patch14',
  'embedded',
])('not %s', (name) => {
  expect(isPapersModel(name)).toBe(false);
});
