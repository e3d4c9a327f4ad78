import { Injectable } from '@nestjs/common';
import { RunStockCommand } from '../../application/commands/run-stock.command.js';
import { invalid } from '../errors/problem.js';
import { faultOfRow } from '../errors/row-fault.js';
import { type Call, isIdempotencyKey } from '../http/call.js';
import { answerCommand, summaryOf } from '../http/command-answer.js';
import { CommandGateway, type TakenResult } from '../http/command-gateway.js';
import { inOrder } from '../http/ndjson.js';
import { validDto } from '../http/accept.js';
import { OPERATIONS, type Operation, type StockAnswer, type StockRowDto } from './stock.dto.js';
import { toCommand } from './stock-commands.js';

type Body = InstanceType<(typeof OPERATIONS)[Operation]>;

/** Rows of one batch in work at a time. Rows of one stock item queue up behind each other in the runner. */
const WIDTH = 64;

/** Books stock movements, one at a time or many in one request. */
@Injectable()
export class StockMovements {
  constructor(private readonly gateway: CommandGateway) {}

  /** @throws ProblemError with the code of the rejection; EventStoreUnavailable and its kin */
  async answer(call: Call, operation: Operation, body: Body): Promise<StockAnswer> {
    const result = await this.run(call, operation, body);
    return answerCommand(call, result, { sku: body.sku, nodeId: body.nodeId });
  }

  /** A result a row, in the order of the rows. */
  async batch(call: Call, rows: readonly unknown[]): Promise<StockRowDto[]> {
    const numbered = rows.map((input, row) => ({ row, input }));
    const results: StockRowDto[] = [];
    for await (const result of inOrder(each(numbered), WIDTH, (one) => this.row(call, one.row, one.input))) {
      results.push(result);
    }
    return results;
  }

  private async row(call: Call, row: number, input: unknown): Promise<StockRowDto> {
    try {
      const { operation, idempotencyKey, body } = parseRow(input);
      const result = await this.run(rowCall(call, row, idempotencyKey), operation, body);
      return { row, status: 200, sku: body.sku, nodeId: body.nodeId, ...summaryOf(result) };
    } catch (error) {
      return { row, ...faultOfRow(error, row, call.correlationId) } as StockRowDto;
    }
  }

  private run(call: Call, operation: Operation, body: Body): Promise<TakenResult> {
    const command = toCommand[operation] as (
      body: Body,
      at: string,
    ) => ReturnType<(typeof toCommand)[Operation]>;
    return this.gateway.run(call, {
      body: { operation, movement: body },
      ...('countedAt' in body && body.countedAt !== undefined ? { occurredAt: body.countedAt } : {}),
      command: (at) => command(body, at),
      carrier: (wanted, context, options) => new RunStockCommand(wanted, context, options),
    });
  }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

function parseRow(input: unknown): {
  readonly operation: Operation;
  readonly idempotencyKey?: string;
  readonly body: Body;
} {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw invalid('row', 'must be an object');
  const { operation, idempotencyKey, ...rest } = input as Readonly<Record<string, unknown>>;
  if (typeof operation !== 'string' || !Object.hasOwn(OPERATIONS, operation)) {
    throw invalid('operation', `must be one of ${Object.keys(OPERATIONS).join(', ')}`);
  }
  const body = validDto<Body>(OPERATIONS[operation as Operation], rest);
  if (idempotencyKey === undefined) return { operation: operation as Operation, body };
  if (typeof idempotencyKey !== 'string' || !isIdempotencyKey(idempotencyKey)) {
    throw invalid('idempotencyKey', 'must be 1 to 255 visible ASCII characters');
  }
  return { operation: operation as Operation, body, idempotencyKey };
}

/** Each row is a command of its own, with its own key or the request's key and its place. */
function rowCall(call: Call, row: number, own: string | undefined): Call {
  const { idempotencyKey, ifRevision: _revision, ...rest } = call;
  if (own !== undefined) return { ...rest, idempotencyKey: own };
  return idempotencyKey === undefined ? rest : { ...rest, idempotencyKey: `${idempotencyKey} row ${row}` };
}
