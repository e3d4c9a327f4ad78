import { applyDecorators, Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { Readable } from 'node:stream';
import type { Call } from '../http/call.js';
import { answerCommand } from '../http/command-answer.js';
import { HttpCall } from '../http/http-call.decorator.js';
import { NDJSON, wrongType } from '../http/content-parsers.js';
import { CommandRoute, problems } from '../http/route-docs.js';
import { BulkRowDto, OrderCommandAnswer } from './order-answers.dto.js';
import { BulkIntake } from './order-bulk.js';
import { KnownRecipient } from './known-recipient.js';
import { BulkOrderDto, PlaceOrderDto } from './place-order.dto.js';
import { OrderIntake } from './place-order.js';

/** Answers that may wait for a slow reader before the intake waits, too. */
const ANSWER_BUFFER_ROWS = 4096;

@ApiTags('orders')
@Controller('v1/orders')
export class OrderIntakeController {
  constructor(
    private readonly intake: OrderIntake,
    private readonly bulk: BulkIntake,
    private readonly recipients: KnownRecipient,
  ) {}

  @Post()
  @CommandRoute({
    summary: 'Place an order',
    description:
      'Channel and external id are the natural key: the same order again changes nothing, and with other content or another recipient it is refused. What is personal goes into `recipient` and nowhere else.',
    category: 'order',
    status: 201,
    answer: OrderCommandAnswer,
  })
  async place(@HttpCall() call: Call, @Body() order: PlaceOrderDto): Promise<OrderCommandAnswer> {
    const placed = await this.intake.place(call, order);
    await this.recipients.check(call, order, placed);
    const { orderId, result } = placed;
    call.reply.header('location', `/v1/orders/${encodeURIComponent(orderId)}`);
    if (result.outcome === 'unchanged') call.reply.status(200);
    return answerCommand(call, result, { orderId });
  }

  @Post('bulk')
  @BulkDocs()
  placeMany(@HttpCall() call: Call, @Req() request: { readonly body: unknown }): Readable {
    if (!(request.body instanceof Readable)) throw wrongType(NDJSON);
    call.reply.header('content-type', NDJSON);
    return Readable.from(this.bulk.results(call, request.body), { highWaterMark: ANSWER_BUFFER_ROWS });
  }
}

function BulkDocs(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(BulkOrderDto, BulkRowDto),
    ApiOperation({
      summary: 'Place many orders, one a line',
      description:
        'NDJSON in, NDJSON out: one result a line, in the order of the lines, as they come. A line that is wrong harms no other. Read the answer while you send.',
    }),
    ApiConsumes(NDJSON),
    ApiBody({
      description: 'One order a line, at most 256 KiB each.',
      schema: { $ref: getSchemaPath(BulkOrderDto) },
    }),
    ApiOkResponse({
      description: 'One result a line.',
      content: { [NDJSON]: { schema: { $ref: getSchemaPath(BulkRowDto) } } },
    }),
    HttpCode(200),
    ...problems('UNSUPPORTED_MEDIA_TYPE'),
  );
}
