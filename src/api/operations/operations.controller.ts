import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CLOCK, type Clock } from '../../application/ports/clock.js';
import { PARKED_WORK, type ParkedEvent, type ParkedWork } from '../../application/ports/parked-work.js';
import { problem } from '../errors/problem.js';
import { NothingDto } from '../http/nothing.dto.js';
import { ReadRoute } from '../http/route-docs.js';
import { CONSUMERS, ParkedWorkDto, ParkedWorkParams, ParkedWorkQuery, ReplayDto } from './operations.dto.js';

@ApiTags('operations')
@Controller('v1/operations')
export class OperationsController {
  constructor(
    @Inject(PARKED_WORK) private readonly work: ParkedWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('parked-work')
  @ReadRoute({
    summary: 'List work that was put aside',
    description: 'Events that a process could not work off, and what waits behind them. The rest goes on.',
    answer: ParkedWorkDto,
    source: 'log',
  })
  async list(@Query() { consumer }: ParkedWorkQuery): Promise<{ readonly items: readonly ParkedEvent[] }> {
    const consumers = consumer === undefined ? CONSUMERS : [consumer];
    const lists = await Promise.all(consumers.map((name) => this.work.list(name)));
    return { items: lists.flat() };
  }

  @Post('parked-work/:id/replay')
  @ReadRoute({
    summary: 'Try parked work again',
    description:
      'Everything with the same key, oldest first. It happens soon, in the process that owns the work.',
    answer: ReplayDto,
    status: 202,
    source: 'log',
    one: true,
  })
  async replay(@Param() { id }: ParkedWorkParams, @Body() _body: NothingDto): Promise<ReplayDto> {
    const requestedAt = this.clock.now();
    for (const consumer of CONSUMERS) {
      if (await this.work.replay(consumer, id, requestedAt)) return { id, consumer, requestedAt };
    }
    throw problem('NOT_FOUND', 'No such work is parked.');
  }
}
