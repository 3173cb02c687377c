/** What needs Node's file system. */
export { openSafetensors, type SafetensorsFile } from './node/openSafetensors';
export { readFolder } from './node/readFolder';
export { writeFilesAtomically, type Writer } from './node/writeFilesAtomically';
export { safetensorsWriter, writeSafetensorsFile, type LazyTensor } from './node/writeSafetensorsFile';
