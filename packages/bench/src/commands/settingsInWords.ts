import type { PaperSetting, PlanOptions, Protocol, TrainingDefaults } from '@dsra/prompts';
import { counted } from '../terminal/figures';
import { optionsInWords } from './inWords';

/** One protocol's setting as rows: its name, and what is to be said. */
export function settingRows(
  protocol: Protocol,
  { training, options = {}, epochsFromShots, source }: PaperSetting,
): string[][] {
  const said = [
    trainingInWords(training),
    ...(epochsFromShots ? [epochsInWords(epochsFromShots)] : []),
    ...(Object.keys(options).length > 0 ? [`options: ${optionsInWords(options)}`] : []),
    `from: ${source}`,
  ];
  return said.map((text, index) => [index === 0 ? `  ${protocol}` : '', text]);
}

/** `50 epochs, batches of 4, learning rate 0.0025` */
export function trainingInWords({ epochs, batchSize, learningRate }: TrainingDefaults | PlanOptions): string {
  return [
    ...(epochs === undefined ? [] : [counted(epochs, 'epoch')]),
    ...(batchSize === undefined ? [] : [`batches of ${batchSize}`]),
    ...(learningRate === undefined ? [] : [`learning rate ${learningRate}`]),
  ].join(', ');
}

function epochsInWords(epochsFromShots: NonNullable<PaperSetting['epochsFromShots']>): string {
  const steps = Object.entries(epochsFromShots).map(([shots, epochs]) => `${epochs} from ${shots}`);
  return `epochs by pictures per class: ${steps.join(', ')}`;
}
