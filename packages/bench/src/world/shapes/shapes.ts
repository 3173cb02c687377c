import { geometric } from './geometric';
import { things } from './things';

/** Every shape that captions name, as its signed distance. */
export const shapes = { ...geometric, ...things };

export type Shape = keyof typeof shapes;
export const shapeNames = Object.keys(shapes) as readonly Shape[];
