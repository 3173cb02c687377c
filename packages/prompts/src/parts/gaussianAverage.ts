/** PromptSRC's average over epochs (Khattak et al. 2023b, Eq. 6): the weight of epoch e, counted from 1, is N(e; mean, deviation). */
export const gaussianAverage =
  (mean: number, deviation: number) =>
  (epoch: number, epochs: number): number => {
    const squared = (e: number) => ((e - mean) / deviation) ** 2 / 2;
    // Relative to the best epoch: far from the mean, all densities would be 0.
    const nearest = Math.min(Math.max(Math.round(mean), 1), epochs);
    return Math.exp(squared(nearest) - squared(epoch + 1));
  };
