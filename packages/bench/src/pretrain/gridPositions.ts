/**
 * A first position embedding for a grid of patches: sines and cosines of row and column at several wavelengths,
 * zero for the class token in front (Beyer et al. 2022, "Better plain ViT baselines").
 * @returns `[1 + side·side, width]`
 */
export function gridPositions(side: number, width: number): Float32Array {
  const positions = new Float32Array((1 + side * side) * width);
  const quarter = width / 4;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const start = (1 + row * side + column) * width;
      for (let i = 0; i < quarter; i++) {
        const rate = 0.5 * Math.PI * 8 ** (-i / quarter);
        [row, column].forEach((at, axis) => {
          positions[start + 2 * axis * quarter + i] = Math.sin(rate * at);
          positions[start + (2 * axis + 1) * quarter + i] = Math.cos(rate * at);
        });
      }
    }
  }
  return positions;
}
