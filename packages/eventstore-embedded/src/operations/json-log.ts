/** How bad it is. */
export type LogLevel = 'info' | 'warn' | 'error';

/** Writes one line about one thing that happened. Never given passwords or event data. */
export type Log = (level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Says nothing. */
export const silentLog: Log = () => undefined;

/** A log of one JSON object a line. */
export function jsonLog(write: (line: string) => unknown, now: () => Date = () => new Date()): Log {
  return (level, event, fields) => {
    write(`${JSON.stringify({ time: now().toISOString(), level, event, ...fields })}\n`);
  };
}

/** What to write of something that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
