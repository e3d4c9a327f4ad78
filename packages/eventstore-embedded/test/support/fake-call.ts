import { EventEmitter } from 'node:events';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { streams } from '../../src/protocol/generated.js';
import type { FrameCall } from '../../src/server/response-sink.js';

/** The transport's side of a read: it takes so many messages, then makes the writer wait. */
export class FakeCall extends EventEmitter implements FrameCall {
  cancelled = false;
  readonly received: string[] = [];
  #room: number;
  #changed: () => void = () => undefined;

  constructor(room = Infinity) {
    super();
    this.#room = room;
  }

  write(frame: Buffer): boolean {
    this.received.push(nameOf(streams.ReadResp.deserializeBinary(frame)));
    this.#room -= 1;
    this.#changed();
    return this.#room > 0;
  }

  end(): this {
    this.emit('close');
    return this;
  }

  /** The client reads again. */
  drain(room = Infinity): void {
    this.#room = room;
    this.emit('drain');
  }

  cancel(): void {
    this.cancelled = true;
    this.emit('cancelled', 'cancelled');
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}

function nameOf(response: ReadResp): string {
  if (response.hasConfirmation()) return 'confirmed';
  if (response.hasCaughtUp()) return 'caught up';
  if (response.hasFellBehind()) return 'fell behind';
  const checkpoint = response.getCheckpoint();
  if (checkpoint !== undefined) return `checkpoint ${checkpoint.getCommitPosition()}`;
  return response.getEvent()?.getEvent()?.getStreamRevision() ?? 'something else';
}
