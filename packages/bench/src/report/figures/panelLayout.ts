/** Panels in a grid of three, aligned whatever their axes need. */
export const panelLayout = {
  columns: 3,
  align: 'all',
  bounds: 'flush',
  spacing: { row: 78, column: 62 },
} as const;
