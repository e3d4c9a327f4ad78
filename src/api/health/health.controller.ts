import { applyDecorators, Controller, Get, Inject, type OnModuleInit, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { METRICS, type Metrics } from '../../application/ports/metrics.js';
import { problem } from '../errors/problem.js';
import type { HttpReply } from '../http/http-types.js';
import { problems } from '../http/route-docs.js';
import { LiveDto, ReadyDto } from './health.dto.js';
import { Readiness } from './readiness.js';

@ApiTags('health')
@Controller()
export class HealthController implements OnModuleInit {
  constructor(
    private readonly readiness: Readiness,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge('wayfill_view_lag', 'Log positions that a view is behind.', 'view', () =>
      this.readiness.lags(),
    );
  }

  @Get('health/live')
  @ApiOperation({ summary: 'Is the process alive' })
  @ApiOkResponse({ type: LiveDto })
  live(): LiveDto {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @ApiOperation({
    summary: 'Can the engine do its work',
    description: 'The event store answers and the views are fed.',
  })
  @ApiOkResponse({ type: ReadyDto })
  @NotReady()
  async ready(): Promise<ReadyDto> {
    const checks = [...(await this.readiness.checks())];
    const failed = checks.filter(({ status }) => status === 'failed');
    if (failed.length === 0) return { status: 'ok', checks };
    const reasons = failed.map(({ name, detail }) => `${name}: ${detail ?? 'failed'}`).join('; ');
    throw problem('NOT_READY', reasons, { headers: { 'retry-after': '1' } });
  }

  @Get('metrics')
  @ApiOperation({ summary: 'Figures for Prometheus' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  async figures(@Res({ passthrough: true }) reply: HttpReply): Promise<string> {
    const { contentType, text } = await this.metrics.render();
    reply.header('content-type', contentType);
    return text;
  }
}

function NotReady(): MethodDecorator {
  return applyDecorators(...problems('NOT_READY'));
}
