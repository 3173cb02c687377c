/** The laws of adapters, for adapters of your own; needs fast-check. */
export {
  arbitraryChain,
  arbitraryDualShared,
  arbitraryLora,
  arbitrarySum,
} from './testing/adapters';
export { linearAdapterLaws, type Law } from './testing/laws';
export {
  arbitraryLinear,
  arbitraryNumbers,
  arbitraryShape,
  type LinearShape,
  type Numbers,
, type LinearNumbers } from './testing/numbers';
export { type AdapterArbitrary, type AdapterSample } from './testing/sample';
