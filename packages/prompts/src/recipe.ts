/** Data that survives a JSON file. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A method as data: a name of the method table with its options, or a combination of such. */
export type Recipe =
  | { readonly method: string; readonly options: { readonly [option: string]: Json } }
  | { readonly combine: { readonly [key: string]: Recipe } };
