/** What needs a browser: checkpoints over the web or from chosen files, pictures from a page. */
export { readPicture, type PictureSource } from './browser/decodePicture';
export { loadClip, type CheckpointSource, type LoadOptions } from './browser/loadClip';
