/** What needs Node: checkpoints in folders and from the hub, pictures from files. */
export { readPicture } from './node/decodePicture';
export { type HubOptions } from './node/hub/hubFiles';
export { loadClip, type LoadOptions } from './node/loadClip';
export { saveClip } from './node/saveClip';
