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
  type LinearNumbers,
  type LinearShape,
  type Numbers,
} from './testing/numbers';
export { type AdapterArbitrary, type AdapterSample } from './testing/sample';
