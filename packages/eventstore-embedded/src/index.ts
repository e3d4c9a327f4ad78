export type { CompactionResult } from './log/compaction.js';
export { backUp, type BackupReport } from './operations/backup.js';
export { OperationError } from './operations/data-directory.js';
export { jsonLog, type Log, type LogLevel } from './operations/json-log.js';
export { restore } from './operations/restore.js';
export { InsecureConfigurationError } from './security/default-users.js';
export {
  type EmbeddedEventStore,
  type EmbeddedOptions,
  startEmbedded,
  type TlsOptions,
} from './start-embedded.js';
export { DataDirectoryInUseError } from './storage/directory-lock.js';
export { UnusableDataFileError } from './storage/sqlite-schema.js';
