export { run } from './commands/run';
export {
  type Accuracy,
  type ClassAccuracy,
  measureAccuracy,
  type MeasureOptions,
} from './data/measureAccuracy';
export { createPictureReader, type PictureReader } from './data/pictureReader';
export { type LabelledPicture, type PictureSet, type SkippedFile } from './data/pictureSet';
export { readPictureSet } from './data/readPictureSet';
export { fewShotSplit, type Labelled, sampleShots, type Shots } from './data/sampleShots';
export { type ClassHalf, type Splits, subsampleClasses } from './data/subsampleClasses';
export { type ShotOptions, takeShots } from './data/takeShots';
export {
  type DataSet,
  type DataSetCheck,
  type DataSetItem,
  type DataSetKind,
  type DataSetSource,
  type MissingPart,
} from './datasets/dataSet';
export { dataSetNamed, publishedSources } from './datasets/dataSetNamed';
export { drawShots, type DrawShotsOptions } from './datasets/drawShots';
export { embeddedSet, type EmbeddedSetOptions, embeddedSources } from './datasets/embeddedSets';
export { type DataSetCounts } from './datasets/published';
export { type DataSetSetting, settingFor } from './datasets/settingsByDataSet';
export { embeddedModel } from './embeddedModel';
export { benchMini, type WriteReport } from './grid/benchMini';
export { type BenchProtocol, benchProtocols, type Cell, cellId, cellSchema } from './grid/cell';
export { type CellEmbeddings, type CellRecord, embeddingsSchema, recordSchema } from './grid/record';
export { type BeforeAndAfter, openResults, type Results } from './grid/results';
export { benchGrowth } from './growth/benchGrowth';
export { benchEmbedded } from './protocols/benchEmbedded';
export { embeddedResults, embeddedTable, type EmbeddedTableOptions } from './protocols/embeddedTable';
export { fewShot, type FewShotOptions, type FewShotResult } from './protocols/fewShot';
export type { ProtocolHoles } from './report/holes';
export { writeReport, type WrittenReport } from './report/writeReport';
export { benchSpeed } from './speed/benchSpeed';
export { makeRandomCheckpoint } from './speed/makeRandomCheckpoint';
export { type MemoryIo, memoryIo } from './terminal/memoryIo';
export { type Io, type TextStream } from './terminal/io';
export { type DrawnExample, drawTask, type DrawTaskOptions } from './world/tasks/drawTask';
export { type Scene } from './world/scene';
export { shifts } from './world/tasks/shifts';
export { type Role, type Task } from './world/tasks/task';
export { tasks } from './world/tasks/tasks';
export { writeTask } from './world/tasks/writeTask';
