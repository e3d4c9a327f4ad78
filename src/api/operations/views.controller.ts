import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import {
  ProjectionStatusQuery,
  RebuildProjectionCommand,
} from '../../projections/operations/operations.query.js';
import type { ProjectionStatus, RebuildReport } from '../../projections/operations/operations.view.js';
import { NothingDto } from '../http/nothing.dto.js';
import { ReadRoute } from '../http/route-docs.js';
import { RebuildReportDto, ViewParams, ViewStatusListDto } from './views.dto.js';

@ApiTags('operations')
@Controller('v1/operations/views')
export class ViewsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @ReadRoute({
    summary: 'How the views stand',
    description: 'Each view with the log position that it reflects.',
    answer: ViewStatusListDto,
    source: 'log',
  })
  async status(): Promise<{ readonly items: readonly ProjectionStatus[] }> {
    return { items: await this.queries.execute(new ProjectionStatusQuery()) };
  }

  @Post(':name/rebuild')
  @ReadRoute({
    summary: 'Build a view anew from the log',
    description:
      'Beside the one that is served, which goes on answering; then the two are compared and swapped. Answers when ' +
      'that is done: count on a minute for a million events.',
    answer: RebuildReportDto,
    source: 'log',
  })
  async rebuild(@Param() { name }: ViewParams, @Body() _body: NothingDto): Promise<RebuildReport> {
    return this.commands.execute(new RebuildProjectionCommand(name));
  }
}
