export { copy, repeatRow } from './copies';
export { gelu, geluGradient, quickGelu, quickGeluGradient } from './gelu';
export { layerNorm, layerNormGradient } from './layerNorm';
export { dotColumns, scaleColumns } from './lowRank';
export { product, productScratch, setScratch } from './product';
export { causalSoftmax, maskedSoftmax, softmax, softmaxGradient } from './softmax';
