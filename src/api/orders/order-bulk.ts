import { Injectable } from '@nestjs/common';
import type { Call } from '../http/call.js';
import { parseJson } from '../http/json-body.js';
import { type InputRow, inOrder, readRows } from '../http/ndjson.js';
import { validDto } from '../http/accept.js';
import { problem } from '../errors/problem.js';
import { faultOfRow, type RowFault } from '../errors/row-fault.js';
import { type CommandSummary, summaryOf } from '../http/command-answer.js';
import { KnownRecipient } from './known-recipient.js';
import { BulkOrderDto } from './place-order.dto.js';
import { OrderIntake } from './place-order.js';

/** Longest line of a bulk intake. */
export const MAX_LINE_BYTES = 256 * 1024;
/** Orders of one request in work at a time. */
const WIDTH = 64;

/** What became of one line; `row` counts from 1, blank lines too. */
export type BulkRow =
  | ({ readonly row: number; readonly status: number; readonly orderId: string } & CommandSummary)
  | ({ readonly row: number; readonly orderId?: string } & RowFault);

/** Takes a stream of orders in, each by itself: one line's fault is no other's. */
@Injectable()
export class BulkIntake {
  private isStopping = false;

  constructor(
    private readonly intake: OrderIntake,
    private readonly recipients: KnownRecipient,
  ) {}

  /** Takes no more lines: those in work are finished, those that come are refused one by one, so that none is in doubt. */
  stop(): void {
    this.isStopping = true;
  }

  /** A line of NDJSON for each line of the input, in its order, as the input comes. */
  async *results(call: Call, input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
    const results = inOrder(readRows(input, MAX_LINE_BYTES), WIDTH, (row) => this.takeIn(call, row));
    for await (const result of results) yield `${JSON.stringify(result)}\n`;
  }

  private async takeIn(call: Call, { row, bytes }: InputRow): Promise<BulkRow> {
    let orderId: string | undefined;
    try {
      if (this.isStopping) throw stopping();
      if (bytes === null) throw tooLong();
      const { idempotencyKey, ...order } = validDto(BulkOrderDto, parseJson(bytes));
      orderId = `${order.channel}~${order.externalId}`;
      const placed = await this.intake.place(rowCall(call, idempotencyKey), order);
      await this.recipients.check(call, order, placed);
      const { result } = placed;
      return { row, status: result.outcome === 'accepted' ? 201 : 200, orderId, ...summaryOf(result) };
    } catch (error) {
      return {
        row,
        ...(orderId === undefined ? {} : { orderId }),
        ...faultOfRow(error, row, call.correlationId),
      };
    }
  }
}

/** Each line is a call of its own: its own key, and no condition on a revision. */
function rowCall(call: Call, idempotencyKey: string | undefined): Call {
  const { idempotencyKey: _key, ifRevision: _revision, ...rest } = call;
  return idempotencyKey === undefined ? rest : { ...rest, idempotencyKey };
}

function tooLong(): Error {
  return problem('PAYLOAD_TOO_LARGE', `The line is longer than ${MAX_LINE_BYTES} bytes.`, {
    errors: [{ field: 'line', rule: `must not be longer than ${MAX_LINE_BYTES} bytes` }],
  });
}

function stopping(): Error {
  return problem('NOT_READY', 'The engine is being stopped; this line was not taken. Send it again.');
}
