import { arrangements } from './arrangements';
import { fromAbove } from './fromAbove';
import { objects } from './objects';
import type { Task } from './task';
import { textures } from './textures';
import { tropicalFish } from './tropicalFish';

/** The few-shot tasks, in the roles that the paper's data sets play. */
export const tasks: readonly Task[] = [objects, tropicalFish, textures, fromAbove, arrangements];
