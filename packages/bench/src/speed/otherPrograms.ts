import { dirname, join } from 'node:path';
import { embeddedModel } from '../embeddedModel';

/** A file of this package's folder of programs that do the same work with something else. */
export const otherProgram = (name: string): string => join(dirname(embeddedModel()), 'comparison', name);
