export {
  type EmbeddedEventStore,
  type EmbeddedOptions,
  startEmbedded,
} from './start-embedded.js';
export { DataDirectoryInUseError } from './storage/directory-lock.js';
export { UnusableDataFileError } from './storage/sqlite-schema.js';
