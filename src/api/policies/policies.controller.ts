import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { EventStoreUnavailable } from '../../application/ports/event-store.js';
import { RunPolicyCommand } from '../../application/commands/run-policy.command.js';
import {
  type PolicyHistory,
  PolicyHistoryQuery,
  type PolicyVersionDetails,
} from '../../application/queries/policy-history.query.js';
import type { PolicyCommand } from '../../domain/policy/index.js';
import { problem } from '../errors/problem.js';
import type { Call } from '../http/call.js';
import { answerCommand } from '../http/command-answer.js';
import { CommandGateway } from '../http/command-gateway.js';
import { etagOf } from '../http/etag.js';
import { HttpCall } from '../http/http-call.decorator.js';
import { NothingDto } from '../http/nothing.dto.js';
import { PolicyParams, PolicyVersionParams } from '../http/params.dto.js';
import { CommandRoute, ReadRoute } from '../http/route-docs.js';
import { DraftPolicyDto } from './policy.dto.js';
import { plainPolicy } from './policy-parts.js';
import { PolicyAnswer, PolicyHistoryDto, PolicyVersionDto } from './policy-view.dto.js';

const about = (summary: string, description: string) => ({
  summary,
  description,
  category: 'policy' as const,
  answer: PolicyAnswer,
});

@ApiTags('policies')
@Controller('v1/policies/:scope')
export class PoliciesController {
  constructor(
    private readonly gateway: CommandGateway,
    private readonly queries: QueryBus,
  ) {}

  @Post('drafts')
  @CommandRoute({
    ...about('Draft the next version', 'A version never changes; to change the rules, draft another one.'),
    status: 201,
  })
  async draft(
    @HttpCall() call: Call,
    @Param() { scope }: PolicyParams,
    @Body() body: DraftPolicyDto,
  ): Promise<PolicyAnswer> {
    const note = body.note === undefined ? {} : { note: body.note };
    return this.send(call, scope, null, body, (at) => ({
      type: 'DraftPolicy',
      data: { scope, at, policy: plainPolicy(body.policy), ...note },
    }));
  }

  @Post('versions/:version/validate')
  @CommandRoute(about('Validate a version', 'Errors forbid activation, warnings do not.'))
  validate(
    @HttpCall() call: Call,
    @Param() { scope, version }: PolicyVersionParams,
    @Body() body: NothingDto,
  ): Promise<PolicyAnswer> {
    const number = Number(version);
    return this.send(call, scope, number, body, (at) => ({
      type: 'ValidatePolicy',
      data: { scope, at, version: number },
    }));
  }

  @Post('versions/:version/activate')
  @CommandRoute(
    about('Activate a version', 'It is in force from the next sourcing run on; the one before is retired.'),
  )
  activate(
    @HttpCall() call: Call,
    @Param() { scope, version }: PolicyVersionParams,
    @Body() body: NothingDto,
  ): Promise<PolicyAnswer> {
    const number = Number(version);
    return this.send(call, scope, number, body, (at) => ({
      type: 'ActivatePolicy',
      data: { scope, at, version: number },
    }));
  }

  @Get()
  @ReadRoute({
    summary: 'Read the history of a policy',
    description: 'Straight from the log.',
    answer: PolicyHistoryDto,
    source: 'log',
    one: true,
  })
  async history(@HttpCall() call: Call, @Param() { scope }: PolicyParams): Promise<PolicyHistory> {
    const history = await this.historyOf(call, scope);
    call.reply.header('etag', etagOf(history.revision));
    return history;
  }

  @Get('versions/:version')
  @ReadRoute({ summary: 'Read a version of a policy', answer: PolicyVersionDto, source: 'log', one: true })
  async version(
    @HttpCall() call: Call,
    @Param() { scope, version }: PolicyVersionParams,
  ): Promise<PolicyVersionDetails> {
    const found = (await this.historyOf(call, scope)).versions[Number(version) - 1];
    if (found === undefined) throw problem('NOT_FOUND', 'There is no such version.');
    return found;
  }

  /** The answer names the version as it stands after the command: `null` is the one just drafted. */
  private async send(
    call: Call,
    scope: string,
    version: number | null,
    body: object,
    command: (at: string) => PolicyCommand,
  ): Promise<PolicyAnswer> {
    const result = await this.gateway.run(call, {
      body,
      command,
      carrier: (wanted, context, options) => new RunPolicyCommand(wanted, context, options),
    });
    const { versions } = await this.historyAfter(call, scope);
    const number =
      version ?? (result.outcome === 'accepted' ? draftedIn(result.events) : null) ?? versions.length;
    const found = versions[number - 1];
    if (version === null) {
      call.reply.header('location', `/v1/policies/${encodeURIComponent(scope)}/versions/${number}`);
      if (result.outcome === 'unchanged') call.reply.status(200);
    }
    const findings = found?.findings === undefined ? {} : { findings: found.findings };
    return answerCommand(call, result, {
      scope,
      version: number,
      status: found?.status ?? 'draft',
      ...findings,
    });
  }

  /** The command is done: an outage now must not read as if nothing was, or a draft would be drafted twice. */
  private async historyAfter(call: Call, scope: string): Promise<PolicyHistory> {
    try {
      return await this.historyOf(call, scope);
    } catch (error) {
      if (!(error instanceof EventStoreUnavailable)) throw error;
      throw problem(
        'EVENT_STORE_UNAVAILABLE',
        'The command was taken, but its answer cannot be read now. Send it again with the same Idempotency-Key, or read the policy.',
        { headers: { 'retry-after': '1' } },
      );
    }
  }

  private async historyOf(call: Call, scope: string): Promise<PolicyHistory> {
    const history = await this.queries.execute(new PolicyHistoryQuery(call.tenant, scope));
    if (history === null) throw problem('NOT_FOUND', 'There is no such policy.');
    return history;
  }
}

/** A repeat is answered with the version that the first request made, not with the latest. */
function draftedIn(events: readonly { readonly type: string; readonly data: unknown }[]): number | null {
  const drafted = events.find(({ type }) => type === 'PolicyDrafted');
  return drafted === undefined ? null : (drafted.data as { readonly version: number }).version;
}
