export {
  type Averaging,
  cleanClassName,
  cosineLogits,
  normalise,
  sentence,
  zeroShotClassifier,
} from './classifier';
export { type Clip, type Preprocessing, type Prompt, type Tokenizer } from './clip';
export {
  type Activation,
  type ClipConfig,
  type TextConfig,
  type TowerConfig,
  type VisionConfig,
} from './config';
export { type ClipParts, createClip, tokenRows } from './createClip';
export { type Arithmetic, frozen, trainable } from './encoder/arithmetic';
export { type LayerNorm } from './encoder/layerNorm';
export { type Lookup } from './encoder/lookup';
export { type Trace } from './encoder/block';
export { textFeatures, type TextRun } from './encoder/textTower';
export { imageFeatures, type VisionRun } from './encoder/visionTower';
export { type RgbImage } from './image';
export { type AdapterAt, type Insertions, type Site, type VectorsAt } from './insertions';
export { mergeAdapters, type TowerAdapters } from './mergeAdapters';
export { augment } from './preprocessing/augment';
export { preprocess } from './preprocessing/preprocess';
export { stackPixels, toPixels } from './preprocessing/toPixels';
export {
  type BlockWeights,
  type ClipWeights,
  disposeWeights,
  type LayerNormWeights,
  mapWeights,
  type TextWeights,
  type VisionWeights,
  weightTensors,
} from './weights';
