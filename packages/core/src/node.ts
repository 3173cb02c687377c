/** What needs Node's file system. */
export { fileReason, unwritable } from './node/fileErrors';
export { makeFolders } from './node/makeFolders';
export { openSafetensors, type SafetensorsFile } from './node/openSafetensors';
export { readFolder } from './node/readFolder';
export { writeFilesAtomically, type Writer } from './node/writeFilesAtomically';
export { safetensorsWriter, writeSafetensorsFile, type LazyTensor } from './node/writeSafetensorsFile';
