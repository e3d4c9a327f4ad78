import { readFileSync } from 'node:fs';

/**
 * Whether a process still runs. One that has ended and that its parent has not asked after keeps its id, on some
 * systems for seconds; it holds nothing any more, and waiting for it is waiting for nothing.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !hasEnded(pid);
}

/** Only where the system tells it in a file; elsewhere false. */
function hasEnded(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before the state stands in brackets, and may have brackets in it.
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
