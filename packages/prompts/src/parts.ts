/** What the methods here are made of, for methods of one's own: see docs/adding-a-method.md. */
export {
  type ClassNameAt,
  type ContextOptions,
  contextPrompts,
  contextShape,
  contextVectors,
  initContext,
  learnedContext,
} from './parts/context';
export { bothTowers } from './parts/bothTowers';
export {
  coupledVectors,
  couplingPath,
  couplingShapes,
  type CouplingSharing,
  initCouplings,
} from './parts/coupling';
export { type DeepOptions, deepTextPrompts, deepVisionPrompts, promptedLayers } from './parts/deepPrompts';
export { dense, denseShapes, initDense } from './parts/dense';
export { gaussianAverage } from './parts/gaussianAverage';
export { nearHandWritten } from './parts/knowledge';
export { contextShift, initMetaNet, metaNetShapes } from './parts/metaNet';
export { distanceFromZeroShot, projectOntoGuide } from './parts/projectedGradient';
export { nearImageTeacher, nearTeacherAnswers, nearTextTeacher } from './parts/selfRegulation';
export { handWrittenClasses, plainAnswers } from './parts/teachers';
export { normalVectors } from './parts/vectors';
export { sentences } from './setup';
