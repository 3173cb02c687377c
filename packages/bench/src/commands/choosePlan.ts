import type { ClipConfig } from '@dsra/clip';
import {
  adam,
  adamW,
  type Optimizer,
  type PlanOptions,
  sgd,
  trainingDefaults,
  trainingFor,
} from '@dsra/prompts';
import { embeddedPlan } from '../protocols/embeddedSettings';
import type { MethodChoice } from './chooseMethod';
import type { FitOptions } from './fitOptions';
import { isSmall } from '../inference/isSmall';

/** A plan that says how long a run is. */
export type ChosenPlan = PlanOptions & { readonly epochs: number };

type Asked = Pick<
  FitOptions,
  'shots' | 'epochs' | 'batchSize' | 'learningRate' | 'optimizer' | 'augment' | 'seed'
>;
type Choice = Pick<MethodChoice, 'setting'>;

const optimizers: Readonly<Record<NonNullable<FitOptions['optimizer']>, () => Optimizer>> = {
  sgd,
  adam,
  adamw: adamW,
};

/**
 * What was asked for, and for the rest: a small model is trained as the embedded one is, any other as the method's
 * paper says in this protocol, with so many pictures per class.
 */
export function choosePlan(asked: Asked, config: ClipConfig, choice: Choice): ChosenPlan {
  const { epochs, batchSize, learningRate, augment, seed } = asked;
  const optimizer = asked.optimizer && optimizers[asked.optimizer]();
  return {
    epochs: trainingDefaults.epochs,
    ...(isSmall(config) ? smallPlan(optimizer) : papersPlan(choice, asked)),
    ...(epochs !== undefined && { epochs }),
    ...(batchSize !== undefined && { batchSize }),
    ...(learningRate !== undefined && { learningRate }),
    ...(optimizer && { optimizer }),
    ...(!augment && { augment }),
    seed,
  };
}

/** A learning rate belongs to its optimiser: with another one, the paper's counts. */
function smallPlan(asked: Optimizer | undefined): PlanOptions {
  const { learningRate, ...plan } = embeddedPlan;
  const other = asked && asked.settings.name !== plan.optimizer.settings.name;
  return other ? plan : { ...plan, learningRate };
}

const papersPlan = ({ setting }: Choice, { shots }: Asked): PlanOptions =>
  setting ? trainingFor(setting, shots) : {};
