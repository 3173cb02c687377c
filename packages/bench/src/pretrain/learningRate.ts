/** Linear warm-up, then half a cosine down to zero. Steps count from 0. */
export function learningRate(
  step: number,
  { peak, warmUp, steps }: { peak: number; warmUp: number; steps: number },
): number {
  if (step < warmUp) return (peak * (step + 1)) / warmUp;
  return (peak / 2) * (1 + Math.cos((Math.PI * (step - warmUp)) / (steps - warmUp)));
}
