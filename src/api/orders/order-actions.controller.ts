import { Body, Controller, Delete, Inject, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { ErasePersonCommand } from '../../application/people/erase-person.command.js';
import { RunOrderCommand } from '../../application/commands/run-order.command.js';
import { NETWORK_DIRECTORY, type NetworkDirectory } from '../../application/ports/network-directory.js';
import type { OrderCommand } from '../../domain/order/index.js';
import { addSeconds } from '../../domain/shared/time.js';
import { problem } from '../errors/problem.js';
import type { Call } from '../http/call.js';
import { answerCommand } from '../http/command-answer.js';
import { CommandGateway } from '../http/command-gateway.js';
import { HttpCall } from '../http/http-call.decorator.js';
import { NothingDto } from '../http/nothing.dto.js';
import { OrderFulfillmentParams, OrderLineParams, OrderParams } from '../http/params.dto.js';
import { CommandRoute, ReadRoute } from '../http/route-docs.js';
import {
  CancelLineDto,
  CancelOrderDto,
  HoldOrderDto,
  ReleaseOrderDto,
  ResourceDto,
} from './order-actions.dto.js';
import { OrderCommandAnswer, PersonErasedDto } from './order-answers.dto.js';

/** A day: what a node stays excluded for where no policy is active. */
const EXCLUDE_FOR_SECONDS = 86_400;

const about = (summary: string, description?: string) => ({
  summary,
  ...(description === undefined ? {} : { description }),
  category: 'order' as const,
  answer: OrderCommandAnswer,
});

@ApiTags('orders')
@Controller('v1/orders/:orderId')
export class OrderActionsController {
  constructor(
    private readonly gateway: CommandGateway,
    private readonly bus: CommandBus,
    @Inject(NETWORK_DIRECTORY) private readonly network: NetworkDirectory,
  ) {}

  @Post('cancel')
  @CommandRoute(
    about('Cancel an order', 'What no node has yet leaves at once; nodes are asked to give the rest back.'),
  )
  cancel(
    @HttpCall() call: Call,
    @Param() { orderId }: OrderParams,
    @Body() body: CancelOrderDto,
  ): Promise<OrderCommandAnswer> {
    return this.send(call, orderId, body, (at) => ({
      type: 'CancelOrder',
      data: { orderId, at, reason: body.reason },
    }));
  }

  @Post('hold')
  @CommandRoute(
    about('Hold an order', 'Nothing is sourced and nothing released to a node until the hold is released.'),
  )
  hold(
    @HttpCall() call: Call,
    @Param() { orderId }: OrderParams,
    @Body() body: HoldOrderDto,
  ): Promise<OrderCommandAnswer> {
    const { holdType, reason } = body;
    return this.send(call, orderId, body, (at) => ({
      type: 'HoldOrder',
      data: { orderId, at, holdType, reason },
    }));
  }

  @Post('release')
  @CommandRoute(about('Release a hold'))
  release(
    @HttpCall() call: Call,
    @Param() { orderId }: OrderParams,
    @Body() body: ReleaseOrderDto,
  ): Promise<OrderCommandAnswer> {
    const { holdType } = body;
    return this.send(call, orderId, body, (at) => ({
      type: 'ReleaseOrder',
      data: { orderId, at, holdType },
    }));
  }

  @Post('retry')
  @CommandRoute(about('Source parked demand again'))
  retry(
    @HttpCall() call: Call,
    @Param() { orderId }: OrderParams,
    @Body() body: NothingDto,
  ): Promise<OrderCommandAnswer> {
    return this.send(call, orderId, body, (at) => ({
      type: 'RetryParkedDemand',
      data: { orderId, at, cause: 'manual' },
    }));
  }

  @Post('lines/:lineId/cancel')
  @CommandRoute(about('Cancel units of a line'))
  cancelLine(
    @HttpCall() call: Call,
    @Param() { orderId, lineId }: OrderLineParams,
    @Body() body: CancelLineDto,
  ): Promise<OrderCommandAnswer> {
    const { reason, quantity } = body;
    return this.send(call, orderId, body, (at) => ({
      type: 'CancelLine',
      data: { orderId, at, lineId, reason, ...(quantity === undefined ? {} : { quantity }) },
    }));
  }

  @Post('fulfillments/:fulfillmentId/resource')
  @CommandRoute(
    about('Look for another node', 'The fulfillment stands until another node has secured its lines.'),
  )
  resource(
    @HttpCall() call: Call,
    @Param() { orderId, fulfillmentId }: OrderFulfillmentParams,
    @Body() body: ResourceDto,
  ): Promise<OrderCommandAnswer> {
    const seconds = body.excludeForSeconds ?? this.excludeSeconds(call.tenant);
    const lines = body.lines?.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity }));
    return this.send(call, orderId, body, (at) => ({
      type: 'ReopenDemand',
      data: {
        orderId,
        at,
        fulfillmentId,
        cause: 'manual',
        ...(lines === undefined ? {} : { lines }),
        excludedUntil: addSeconds(at, seconds),
      },
    }));
  }

  @Delete('person')
  @ReadRoute({
    summary: 'Erase the recipient',
    description:
      'Name, street, e-mail and phone are gone for good; the order goes on. Erasing again changes nothing.',
    answer: PersonErasedDto,
    source: 'log',
    one: true,
  })
  async erasePerson(@HttpCall() call: Call, @Param() { orderId }: OrderParams): Promise<PersonErasedDto> {
    const erased = await this.bus.execute(new ErasePersonCommand(call.tenant, orderId));
    if (erased === null) throw problem('NOT_FOUND', 'There is no such order.');
    return { orderId, erased };
  }

  private async send(
    call: Call,
    orderId: string,
    body: object,
    command: (at: string) => OrderCommand,
  ): Promise<OrderCommandAnswer> {
    const result = await this.gateway.run(call, {
      body,
      command,
      carrier: (command, context, options) => new RunOrderCommand(command, context, options),
    });
    return answerCommand(call, result, { orderId });
  }

  private excludeSeconds(tenant: string): number {
    return this.network.activePolicy(tenant)?.policy.excludeFailedNodeSeconds ?? EXCLUDE_FOR_SECONDS;
  }
}
