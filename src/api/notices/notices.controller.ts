import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RunNoticeCommand } from '../../application/commands/run-notice.command.js';
import type { NoticeCommand } from '../../domain/notice/index.js';
import { NoticeFeedQuery, NoticeQuery } from '../../projections/notices/notices.query.js';
import type { NoticePage, NoticeView } from '../../projections/notices/notices.view.js';
import type { Call } from '../http/call.js';
import { answerCommand } from '../http/command-answer.js';
import { CommandGateway } from '../http/command-gateway.js';
import { HttpCall } from '../http/http-call.decorator.js';
import { NothingDto } from '../http/nothing.dto.js';
import { NoticeParams } from '../http/params.dto.js';
import { ReadQuery } from '../http/read-query.dto.js';
import { CommandRoute, ReadRoute } from '../http/route-docs.js';
import { Views } from '../http/views.js';
import { feedOf, NoticeAnswer, NoticeDto, NoticeFeedDto, NoticeFeedQueryDto } from './notice.dto.js';

@ApiTags('notices')
@Controller('v1/notices')
export class NoticesController {
  constructor(
    private readonly views: Views,
    private readonly gateway: CommandGateway,
  ) {}

  @Get()
  @ReadRoute({
    summary: 'Read the feed of notices',
    description:
      'What customer and retailer are to be told, in the order of the log: whoever gives `next` back as `after` misses none.',
    answer: NoticeFeedDto,
  })
  feed(@HttpCall() call: Call, @Query() query: NoticeFeedQueryDto): Promise<NoticePage> {
    return this.views.read(call, new NoticeFeedQuery(call.tenant, feedOf(query)), query.waitFor);
  }

  @Get(':noticeId')
  @ReadRoute({ summary: 'Read a notice', answer: NoticeDto, one: true })
  read(
    @HttpCall() call: Call,
    @Param() { noticeId }: NoticeParams,
    @Query() { waitFor }: ReadQuery,
  ): Promise<NoticeView> {
    return this.views.readOne(call, new NoticeQuery(call.tenant, noticeId), 'notice', waitFor);
  }

  @Post(':noticeId/resend')
  @CommandRoute({
    summary: 'Send a notice again',
    description:
      'One that failed. Its id stays the same, so a receiver that has it after all knows it again.',
    category: 'notice',
    answer: NoticeAnswer,
  })
  async resend(
    @HttpCall() call: Call,
    @Param() { noticeId }: NoticeParams,
    @Body() body: NothingDto,
  ): Promise<NoticeAnswer> {
    const { orderId, channel } = await this.views.readOne(
      call,
      new NoticeQuery(call.tenant, noticeId),
      'notice',
    );
    const result = await this.gateway.run<NoticeCommand>(call, {
      body,
      channel,
      command: (at) => ({ type: 'ResendNotice', data: { orderId, noticeId, at } }),
      carrier: (command, context, options) => new RunNoticeCommand(command, context, options),
    });
    return answerCommand(call, result, { noticeId, orderId });
  }
}
