import type { LoggerService } from '@nestjs/common';
import type { RunnerNote } from './runner-notes.js';

/** Says in the log what the runner noticed. */
export function logRunnerNote(logger: LoggerService, note: RunnerNote): void {
  switch (note.kind) {
    case 'gap':
      return logger.error(`Views stopped, the log has a gap: ${note.error.message}`);
    case 'fold-failed':
      return logger.error(`View ${note.projection} stands still: ${note.error.message}`, note.error.cause);
    case 'retry':
      return logger.warn?.(
        `Views are not fed (attempt ${note.attempt}, again in ${note.delayMs} ms): ${messageOf(note.error)}`,
      );
    case 'reopened':
      return logger.warn?.(`Views are opened again: ${note.reason}`);
    case 'live':
      return logger.log(`View ${note.projection} is served from generation ${note.generation}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
