import type { Method } from '../method';
import type { PaperSettings } from '../paperSettings';
import { gaussianAverage } from '../parts/gaussianAverage';
import { promptSrcTemplates } from '../parts/imagenetTemplates';
import { nearImageTeacher, nearTeacherAnswers, nearTextTeacher } from '../parts/selfRegulation';
import { handWrittenClasses, plainAnswers } from '../parts/teachers';
import { recipe, stated } from '../recipe';
import type { MethodEntry } from './entry';
import { independentOptions, independentPrompts, type IvlpOptions } from './ivlp';
import { positive, templates, weight } from './options';

export interface PromptSrcOptions extends IvlpOptions {
  /** Of the distance between text features and the teacher's. Default: 25. */
  readonly textWeight?: number;
  /** Of the distance between image features and the teacher's. Default: 10. */
  readonly imageWeight?: number;
  /** The epoch, counted from 1, whose parameters count most in the final ones. Default: 30, made for 50 epochs. */
  readonly averageMean?: number;
  /** How far around it epochs count. Default: 30. */
  readonly averageDeviation?: number;
  /** What the text teacher averages over. Default: the paper's 60. */
  readonly teacherTemplates?: string | readonly string[];
}

const defaults = { textTokens: 4, visionTokens: 4, textDepth: 9, visionDepth: 9, words: 'a photo of a' };
const training = { epochs: 50, batchSize: 4, learningRate: 2.5e-3 };
const source = 'muzairkhattak/PromptSRC configs/trainers/PromptSRC';
export const promptSrcSettings: PaperSettings = {
  fewShot: {
    training,
    source: `${source} (mean 45, deviation 5 for StanfordCars, Flowers102, FGVCAircraft, DTD, EuroSAT)`,
  },
  baseToNew: {
    options: { averageMean: 15, averageDeviation: 1 },
    training: { ...training, epochs: 20 },
    source,
  },
  crossDataset: {
    options: { textDepth: 3, visionDepth: 3, averageMean: 6, averageDeviation: 10 },
    training: { ...training, epochs: 20 },
    source,
  },
};

/**
 * PromptSRC (Khattak et al., ICCV 2023): independent deep prompts whose features and answers stay near the plain clip's, and
 * a Gaussian average over the epochs. 46,080 parameters on ViT-B/16.
 */
export function promptSrc(options: PromptSrcOptions = {}): Method {
  const { textWeight = 25, imageWeight = 10, averageMean = 30, averageDeviation = 30 } = options;
  return {
    recipe: recipe('promptSrc', options),
    defaults: training,
    ...independentPrompts({ ...defaults, ...stated(options) }),
    classTeacher: handWrittenClasses(options.teacherTemplates ?? promptSrcTemplates, 'raw'),
    imageTeacher: plainAnswers,
    terms: {
      text: nearTextTeacher(textWeight),
      image: nearImageTeacher(imageWeight),
      answers: nearTeacherAnswers,
    },
    average: gaussianAverage(averageMean, averageDeviation),
  };
}

export const promptSrcOptions = {
  ...independentOptions(defaults),
  textWeight: weight('of the distance between text features and the plain clip’s', 25),
  imageWeight: weight('of the distance between image features and the plain clip’s', 10),
  // Small models are trained for 20 epochs: 15 and 1 are the official configuration's for that many, 30 and 30 for 50.
  averageMean: {
    ...positive('the epoch whose parameters count most in the final ones', 30),
    onSmallModels: 15,
  },
  averageDeviation: { ...positive('how far around it epochs count', 30), onSmallModels: 1 },
  teacherTemplates: {
    ...templates,
    about: 'sentences that the text teacher averages over; {} stands for the class name',
    default: promptSrcTemplates,
  },
};

export const promptSrcEntry: MethodEntry = {
  paper:
    'Khattak et al., Self-regulating Prompts: Foundational Model Adaptation without Forgetting, ICCV 2023',
  trains: 'prompts in the first blocks of both towers',
  freshIsZeroShot: false,
  settings: promptSrcSettings,
  options: promptSrcOptions,
  create: (options) => promptSrc(options),
};
