export { chain } from './chain';
export { treeDifferences, type Shapes } from './differences';
export { dualShared, type DualShared } from './dualShared';
export { dualSharedAdapter } from './dualSharedAdapter';
export {
  type BlockKind,
  type DualSharedConfig,
  type DualSharedOptions,
  type TowerShape,
} from './dualSharedConfig';
export { DsraError, isDsraError, type DsraErrorCode } from './errors';
export { disposeLinear, runLinear, type Linear } from './linear';
export {
  isLinearAdapter,
  mergeIntoLinear,
  type Adapter,
  type LinearAdapter,
  type LinearMap,
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
  mapParams,
  type Params,
} from './params';
export { type Random } from './random';
export { sum, type WeightedAdapter } from './sum';
export { shapesOf, weightedSum } from './weightedSum';
