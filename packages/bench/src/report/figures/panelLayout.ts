/** Pixels from an end where a label is moved inwards: one that stands over the frame would lift its panel's title. */
export const panelAxis = { labelFlush: 7 } as const;

/** Panels in a grid of three, aligned whatever their axes need. */
export const panelLayout = {
  columns: 3,
  align: 'all',
  bounds: 'flush',
  spacing: { row: 78, column: 62 },
} as const;
