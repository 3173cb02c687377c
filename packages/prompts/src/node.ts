/** What needs Node's file system. */
export { fileCheckpoints, type FileCheckpoints } from './node/fileCheckpoints';
