export { adapterConfig, libraryVersion, type AdapterConfig } from './adapterConfig';
export { adapterFiles, decodeAdapter, encodeAdapter, type SavedAdapter } from './adapterFolder';
export { chain } from './chain';
export { treeDifferences, type Shapes } from './differences';
export { dualShared, type DualShared, type DualSharedLeaves } from './dualShared';
export { dualSharedAdapter } from './dualSharedAdapter';
export {
  type BlockKind,
  type DualSharedConfig,
  type DualSharedOptions,
  type TowerShape,
} from './dualSharedConfig';
export { DsraError, isDsraError, type DsraErrorCode } from './errors';
export { fusedKernel, type FusedKernel } from './fusedKernel';
export { valueAndGradients, type ValueAndGradients, valuesAndGradients } from './gradients';
export { disposeLinear, runLinear, type Linear, type LinearMap } from './linear';
export {
  isLinearAdapter,
  mergeIntoLinear,
  type Adapter,
  type LinearAdapter,
} from './linearAdapter';
export {
  dualSharedAsLora,
  loraAdapter,
  type Columns,
  type LoraFactors,
  type LoraOptions,
} from './loraAdapter';
export { mersenneTwister } from './mersenneTwister';
export { proportionalPairing, type Pairing, type Tower } from './pairing';
export {
  cloneParams,
  countByPart,
  countParams,
  disposeParams,
  fromLeaves,
  isTensor,
  leafAt,
  leaves,
  type Leaf,
  mapParams,
  type Params,
} from './params';
export { type Random } from './random';
export { sum, type WeightedAdapter } from './sum';
export { shapesOf, weightedSum } from './weightedSum';
export { freeTape, keepWithTape, recorded, type Tape } from './tape';
export { gradientsWanted, withGradients } from './withGradients';
export { type Dtype, type StoredTensor } from './safetensors/dtypes';
export { type SafetensorsEntry } from './safetensors/entries';
export { parseSafetensorsHeader, type SafetensorsHeader } from './safetensors/header';
export { decodeSafetensors, type SafetensorsContent } from './safetensors/read';
export { toBytes, type Numbers, type TensorToStore } from './safetensors/toBytes';
export { toFloat32 } from './safetensors/toFloat32';
export { encodeSafetensors, type TensorOutline } from './safetensors/write';
