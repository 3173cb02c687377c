import type { ClipConfig } from '@dsra/clip';
import { adam, adamW, type Optimizer, type PlanOptions, sgd, trainingDefaults } from '@dsra/prompts';
import { embeddedPlan } from '../protocols/embeddedSettings';
import type { FitOptions } from './fitOptions';
import { isSmall } from './isSmall';

/** A plan that says how long a run is. */
export type ChosenPlan = PlanOptions & { readonly epochs: number };

type Asked = Pick<FitOptions, 'epochs' | 'batchSize' | 'learningRate' | 'optimizer' | 'augment' | 'seed'>;

const optimizers: Readonly<Record<NonNullable<FitOptions['optimizer']>, () => Optimizer>> = {
  sgd,
  adam,
  adamw: adamW,
};

/**
 * What was asked for, and for the rest: a small model is trained as the embedded one is, any other as the method's
 * paper says.
 */
export function choosePlan(asked: Asked, config: ClipConfig): ChosenPlan {
  const { epochs, batchSize, learningRate, augment, seed } = asked;
  const optimizer = asked.optimizer && optimizers[asked.optimizer]();
  return {
    epochs: trainingDefaults.epochs,
    ...defaultsFor(config, optimizer),
    ...(epochs !== undefined && { epochs }),
    ...(batchSize !== undefined && { batchSize }),
    ...(learningRate !== undefined && { learningRate }),
    ...(optimizer && { optimizer }),
    ...(!augment && { augment }),
    seed,
  };
}

/** A learning rate belongs to its optimiser: with another one, the paper's counts. */
function defaultsFor(config: ClipConfig, asked: Optimizer | undefined): Partial<ChosenPlan> {
  if (!isSmall(config)) return {};
  const { learningRate, ...plan } = embeddedPlan;
  const other = asked && asked.settings.name !== plan.optimizer.settings.name;
  return other ? plan : { ...plan, learningRate };
}
