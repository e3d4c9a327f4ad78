/**
 * What the runner costs by itself: commands a second over the log in memory, on one hot stream and spread over many.
 * Prints one line of JSON a case. Usage: node dist/bench/decider-runner.js [commands]
 */
import { DeciderRunner } from '../src/application/runtime/decider-runner.js';
import { MemoryEventStore } from '../src/infrastructure/memory/memory-event-store.js';
import { SystemClock } from '../src/infrastructure/system/system-clock.js';
import { SystemIds } from '../src/infrastructure/system/system-ids.js';
import { tallyDecider } from '../test/support/tally.decider.js';

const total = Number(process.argv[2] ?? 100_000);

async function measure(name: string, streams: number, inFlight: number): Promise<void> {
  const ids = new SystemIds();
  const runner = new DeciderRunner({ store: new MemoryEventStore(), clock: new SystemClock(), ids });
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < total) {
      const index = next;
      next += 1;
      const commandId = ids.random();
      const context = {
        tenant: 'main',
        commandId,
        correlationId: commandId,
        causationId: commandId,
        actor: 'bench',
      };
      const command = { type: 'Add', data: { id: `s${index % streams}`, amount: 1 } } as const;
      await runner.execute(tallyDecider, command, context);
    }
  };
  const startedAt = process.hrtime.bigint();
  await Promise.all(Array.from({ length: inFlight }, client));
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  const commandsPerSecond = Math.round(total / seconds);
  console.log(
    JSON.stringify({ name, streams, inFlight, commandsPerSecond, microsPerCommand: (seconds * 1e6) / total }),
  );
}

await measure('hot stream', 1, 256);
await measure('hot stream, one at a time', 1, 1);
await measure('many streams', 5_000, 256);
