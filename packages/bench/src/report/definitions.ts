import { incompleteMark } from './entryText';

/** How every number of a report is made. */
export const definitions: readonly (readonly [term: string, meaning: string])[] = [
  [
    'Accuracy',
    'Top-1 over all test pictures, in percent. Nothing is chosen by it: the model after the last epoch is tested.',
  ],
  [
    'a ± b',
    'The mean, and the standard deviation of the sample (n − 1) over seeds. Without ±: one run, or the same for all seeds.',
  ],
  [
    'Average over data sets',
    'The mean of the data sets’ means, so that each counts once. Its ±: over seeds, of each seed’s mean over the data sets.',
  ],
  ['H', 'The harmonic mean of base and new, 2bn / (b + n), of a data set’s means over seeds.'],
  [
    'H of the means',
    'The harmonic mean of the average base and the average new accuracy: the paper’s Table 2.',
  ],
  ['mean of the H’s', 'The average over data sets of each one’s H. Never above H of the means.'],
  [
    'Average of targets',
    'In domain generalisation and across data sets: over the targets, without the source.',
  ],
  ['Bold', 'The highest of its column, as it is printed.'],
  [
    incompleteMark,
    'Over less than was asked for: seeds are missing or failed, or other rows average over data sets that this one lacks. Not to be compared, and never bold.',
  ],
  [
    'missing, failed, n/a',
    'Not computed yet; computed without result; a number that the method has not, such as accuracy on new classes of one with parameters for each class.',
  ],
];
