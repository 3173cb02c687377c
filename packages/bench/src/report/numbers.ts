/** Numbers that are too many for a page, as a file of their own: of figures, for those who do not see them and for programs. */
export interface Numbers {
  /** The figure's, where there is one. */
  readonly id: string;
  readonly title: string;
  /** The first names the columns. */
  readonly rows: readonly (readonly (string | number | undefined)[])[];
}

/** Beside the page. */
export const numbersFile = ({ id }: Numbers): string => `tables/${id}.csv`;

/** Those that no figure shows. */
export const withoutFigure = (
  numbers: readonly Numbers[],
  figures: readonly { readonly id: string }[],
): Numbers[] => numbers.filter(({ id }) => figures.every((figure) => figure.id !== id));
