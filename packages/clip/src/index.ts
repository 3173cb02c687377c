export {
  type Averaging,
  cleanClassName,
  cosineLogits,
  normalise,
  sentence,
  zeroShotClassifier,
} from './classifier';
export { architectures, type Architecture, models } from './checkpoint/architectures';
export { type CheckpointFiles } from './checkpoint/checkpointFiles';
export {
  type ExportDtype,
  type ExportedClip,
  type ExportedTensor,
  exportClip,
} from './checkpoint/exportClip';
export { fingerprint } from './checkpoint/fingerprint';
export { parseConfig } from './checkpoint/parseConfig';
export { clipPreprocessing, parsePreprocessing } from './checkpoint/parsePreprocessing';
export { type Progress, readCheckpoint, type ReadOptions } from './checkpoint/readCheckpoint';
export { type TensorSource } from './checkpoint/tensorSource';
export {
  type Clip,
  type EncodeOptions,
  type Preprocessing,
  type Prompt,
  type Tokenizer,
} from './clip';
export {
  type Activation,
  type ClipConfig,
  type TextConfig,
  type TowerConfig,
  type VisionConfig,
} from './config';
export { type ClipParts, createClip, tokenRows } from './createClip';
export { type Arithmetic, frozen, trainable } from './encoder/arithmetic';
export { overlap } from './encoder/checkInsertions';
export { type LayerNorm } from './encoder/layerNorm';
export { type Lookup } from './encoder/lookup';
export { type Trace } from './encoder/block';
export { type Checkpointing, recomputed } from './encoder/recompute';
export { commonPrefix, type TextLayout } from './encoder/textLayout';
export { layoutFor as textLayout, textFeatures, type TextRun } from './encoder/textTower';
export { imageFeatures, type VisionRun } from './encoder/visionTower';
export { type RgbImage } from './image';
export { type AdapterAt, type Insertions, type Site, type VectorsAt } from './insertions';
export { mergeAdapters, type TowerAdapters } from './mergeAdapters';
export { augment, type Augmentation } from './preprocessing/augment';
export { centreCrop, crop, resizedCrop } from './preprocessing/crop';
export { type Interpolation } from './preprocessing/filter';
export { flipHorizontal } from './preprocessing/flip';
export { normalise as normalisePixels } from './preprocessing/normalise';
export { preprocess } from './preprocessing/preprocess';
export { type Box, resize, type ResizeOptions, type Size } from './preprocessing/resize';
export { stackPixels, toPixels } from './preprocessing/toPixels';
export { checkLength } from './tokenizer/checkLength';
export { clipTokenizerJson, type Vocabulary } from './tokenizer/clipTokenizerJson';
export { type FileTokenizer, loadTokenizer, type TokenizerFiles } from './tokenizer/loadTokenizer';
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
