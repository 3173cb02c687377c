import type { Prediction } from '@dsra/prompts';
import { percent } from '../terminal/figures';

/** The most probable classes of one picture. */
export interface Answer {
  readonly picture: string;
  readonly classes: Prediction['probabilities'];
}

/** Predictions in the order of the pictures, cut to the `top` classes. */
export function answersOf(
  pictures: readonly string[],
  predictions: readonly Prediction[],
  top: number,
): Answer[] {
  return predictions.map(({ probabilities }, index) => ({
    picture: pictures[index]!,
    classes: probabilities.slice(0, top),
  }));
}

/** `holiday.jpg: cat 93.1 %, dog 4.0 %` */
export function lineOf({ picture, classes }: Answer): string {
  return `${picture}: ${classes.map(({ label, probability }) => `${label} ${percent(probability)}`).join(', ')}`;
}
