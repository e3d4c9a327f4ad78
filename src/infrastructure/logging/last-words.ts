import { writeSync } from 'node:fs';
import type { Logger } from 'pino';

/** Exit code of a process that ended by a defect of its own, as `sysexits.h` has it. */
const DEFECT = 70;

/**
 * An error that nobody has caught ends the process: what is in memory may be wrong, and what was acknowledged is in the
 * log. It is told, with its stack, in the log and on standard error, before the process goes: at once, and whatever has
 * become of those who read them.
 */
export function tellDefects(logger: Logger): void {
  process.on('uncaughtException', (error: unknown, origin) => {
    const what = `the engine ends by a defect (${origin})`;
    quietly(() => logger.fatal({ err: error }, what));
    quietly(() => writeSync(2, `${what}: ${error instanceof Error ? error.stack : String(error)}\n`));
    process.exit(DEFECT);
  });
}

/** Readers of what a process says may go at any time; that is no reason to go as well. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** Says something to whoever started the engine; nothing when nobody listens. */
export function say(text: string): void {
  // A file on a full disk fails at once, a pipe later.
  quietly(() => process.stdout.write(text));
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // There is nobody left to tell.
  }
}
