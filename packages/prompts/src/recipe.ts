/** Data that survives a JSON file. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A method as data: a name of the method table with its options, or a combination of such. */
export type Recipe =
  | { readonly method: string; readonly options: { readonly [option: string]: Json } }
  | { readonly combine: { readonly [key: string]: Recipe } };

/** The options that were given: one that is undefined is one that was left out. */
export const stated = <Options extends object>(options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;

/**
 * A method's recipe, without the options that were left out. So a method's defaults are part of every file that was saved
 * without them: a default that changes would change what old files mean.
 */
export const recipe = (method: string, options: object): Recipe => ({
  method,
  options: stated(options) as Record<string, Json>,
});
