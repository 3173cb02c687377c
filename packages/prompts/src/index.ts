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
  type Share,
  type Unfolded,
} from './method';
export { clipAdapter, type ClipAdapterOptions } from './methods/clipAdapter';
export { coCoOp, type CoCoOpOptions } from './methods/coCoOp';
export { coOp, type CoOpOptions } from './methods/coOp';
export { coOpStar, type CoOpStarOptions } from './methods/coOpStar';
export { dsra, type DsraOptions } from './methods/dsra';
export { dsraPromptSrc, type DsraPromptSrcOptions } from './methods/dsraPromptSrc';
export { type MethodEntry, type MethodOption } from './methods/entry';
export { ivlp, type IvlpOptions } from './methods/ivlp';
export { kgCoOp, type KgCoOpOptions } from './methods/kgCoOp';
export { maple, type MapleOptions } from './methods/maple';
export { mapleStar } from './methods/mapleStar';
export { proGrad, type ProGradOptions } from './methods/proGrad';
export { promptSrc, type PromptSrcOptions } from './methods/promptSrc';
export { methodFrom, methodName, methodNamed, methodTable } from './methods/table';
export { vpt, type VptOptions } from './methods/vpt';
export { zeroShot, type ZeroShotOptions } from './methods/zeroShot';
export { modelFingerprint } from './modelFingerprint';
export { adam } from './optimizers/adam';
export { adamW } from './optimizers/adamW';
export { type Arithmetic } from './optimizers/arithmetic';
export { type Optimizer, type Update } from './optimizers/optimizer';
export { sgd } from './optimizers/sgd';
export { type ClassNameAt } from './parts/context';
export { promptSrcTemplates, selectedTemplates } from './parts/imagenetTemplates';
export {
  type PaperSetting,
  type PaperSettings,
  type Protocol,
  protocols,
  trainingFor,
} from './paperSettings';
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
export { type CheckpointingChoice, checkpointingChoices } from './training/run';
export { type TrainingRecord } from './training/trainingRecord';
export { type TrainingDefaults, trainingDefaults } from './trainingDefaults';
export { type Evaluation, type Prediction } from './tuned/evaluate';
export { load, type LoadOptions } from './tuned/load';
export { type Classifier, encodeClassifier } from './tuned/classifier';
export { type Merged, type Tuned } from './tuned/tuned';
