/** What needs Node's file system. */
export { openSafetensors, type SafetensorsFile } from './node/openSafetensors';
export { readFolder } from './node/readFolder';
export { writeFilesAtomically } from './node/writeFilesAtomically';
export { writeSafetensorsFile, type LazyTensor } from './node/writeSafetensorsFile';
