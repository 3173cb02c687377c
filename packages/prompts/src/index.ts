export { combine } from './combine';
export { countTrainable, type TrainableCount } from './countTrainable';
export { fit, type FitOptions } from './fit';
export {
  type Architecture,
  type Features,
  type Frame,
  type GradientRule,
  type LoraAt,
  type Loss,
  type Method,
  type Outcome,
  type Parameters,
  type Setup,
} from './method';
export { dsra, type DsraOptions } from './methods/dsra';
export { type MethodEntry, type MethodOption } from './methods/entry';
export { methodFrom, methodName, methodNamed, methodTable } from './methods/table';
export { zeroShot, type ZeroShotOptions } from './methods/zeroShot';
export { modelFingerprint } from './modelFingerprint';
export { adam } from './optimizers/adam';
export { adamW } from './optimizers/adamW';
export { type Arithmetic } from './optimizers/arithmetic';
export { type Optimizer, type Update } from './optimizers/optimizer';
export { sgd } from './optimizers/sgd';
export { exportPeft } from './peft/exportPeft';
export { type Json, type Recipe } from './recipe';
export { constant } from './schedules/constant';
export { cosineWithWarmup } from './schedules/cosineWithWarmup';
export { type Schedule } from './schedules/schedule';
export { defaultTemplate } from './setup';
export {
  type Checkpoint,
  type CheckpointStore,
  type HostTensor,
  memoryCheckpoints,
} from './training/checkpoint';
export { type Example, type Picture } from './training/examples';
export { defaultMemoryBudget } from './training/memory';
export { type PlanOptions } from './training/plan';
export { type Progress } from './training/progress';
export { type TrainingRecord } from './training/trainingRecord';
export { type TrainingDefaults, trainingDefaults } from './trainingDefaults';
export { type Evaluation, type Prediction } from './tuned/evaluate';
export { load, type LoadOptions } from './tuned/load';
export { type Tuned } from './tuned/tuned';
