/** What needs Node's file system. */
export { folderCheckpoints, type FolderCheckpoints } from './node/folderCheckpoints';
