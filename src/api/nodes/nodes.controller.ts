import { Body, Controller, Get, Inject, Param, Post, Put } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { RunNodeCommand } from '../../application/commands/run-node.command.js';
import { NETWORK_DIRECTORY, type NetworkDirectory } from '../../application/ports/network-directory.js';
import { type NodeDetails, NodeDetailsQuery } from '../../application/queries/node-details.query.js';
import type { NodeCommand } from '../../domain/node/index.js';
import { problem } from '../errors/problem.js';
import type { Call } from '../http/call.js';
import { answerCommand } from '../http/command-answer.js';
import { CommandGateway, type TakenResult } from '../http/command-gateway.js';
import { etagOf } from '../http/etag.js';
import { HttpCall } from '../http/http-call.decorator.js';
import { NothingDto } from '../http/nothing.dto.js';
import { NodeParams } from '../http/params.dto.js';
import { CommandRoute, ReadRoute } from '../http/route-docs.js';
import {
  NodeAnswer,
  NodeDto,
  NodeListDto,
  NodeProfileDto,
  RegisterNodeDto,
  SuspendNodeDto,
} from './node.dto.js';
import { profileOf } from './node-profile.js';

const about = (summary: string, description?: string) => ({
  summary,
  ...(description === undefined ? {} : { description }),
  category: 'node' as const,
  answer: NodeAnswer,
});

@ApiTags('nodes')
@Controller('v1/nodes')
export class NodesController {
  constructor(
    private readonly gateway: CommandGateway,
    private readonly queries: QueryBus,
    @Inject(NETWORK_DIRECTORY) private readonly network: NetworkDirectory,
  ) {}

  @Post()
  @CommandRoute({ ...about('Register a node'), status: 201 })
  async register(@HttpCall() call: Call, @Body() body: RegisterNodeDto): Promise<NodeAnswer> {
    const { nodeId } = body;
    const result = await this.send(call, body, (at) => ({
      type: 'RegisterNode',
      data: { nodeId, at, profile: profileOf(body) },
    }));
    call.reply.header('location', `/v1/nodes/${encodeURIComponent(nodeId)}`);
    if (result.outcome === 'unchanged') call.reply.status(200);
    return answerCommand(call, result, { nodeId });
  }

  @Get()
  @ReadRoute({
    summary: 'List the nodes',
    description: 'All of them, by id.',
    answer: NodeListDto,
    source: 'log',
  })
  list(@HttpCall() call: Call): NodeListDto {
    const items = this.network.nodes(call.tenant).map(({ nodeId, profile, suspended }) => ({
      nodeId,
      ...profile,
      status: suspended ? 'suspended' : 'active',
    }));
    return { items } as unknown as NodeListDto;
  }

  @Get(':nodeId')
  @ReadRoute({
    summary: 'Read a node',
    description: 'Straight from the log: nothing lags.',
    answer: NodeDto,
    source: 'log',
    one: true,
  })
  async read(@HttpCall() call: Call, @Param() { nodeId }: NodeParams): Promise<NodeDetails> {
    const node = await this.queries.execute(new NodeDetailsQuery(call.tenant, nodeId));
    if (node === null) throw problem('NOT_FOUND', 'There is no such node.');
    call.reply.header('etag', etagOf(node.revision));
    return node;
  }

  @Put(':nodeId')
  @CommandRoute(about('Change a node', 'The whole profile as it is from now on.'))
  revise(
    @HttpCall() call: Call,
    @Param() { nodeId }: NodeParams,
    @Body() body: NodeProfileDto,
  ): Promise<NodeAnswer> {
    return this.answer(call, nodeId, body, (at) => ({
      type: 'ReviseNodeProfile',
      data: { nodeId, at, profile: profileOf(body) },
    }));
  }

  @Post(':nodeId/suspend')
  @CommandRoute(about('Suspend a node', 'It gets no work; what it has not picked yet goes to other nodes.'))
  suspend(
    @HttpCall() call: Call,
    @Param() { nodeId }: NodeParams,
    @Body() body: SuspendNodeDto,
  ): Promise<NodeAnswer> {
    return this.answer(call, nodeId, body, (at) => ({
      type: 'SuspendNode',
      data: { nodeId, at, reason: body.reason },
    }));
  }

  @Post(':nodeId/resume')
  @CommandRoute(about('Resume a node'))
  resume(
    @HttpCall() call: Call,
    @Param() { nodeId }: NodeParams,
    @Body() body: NothingDto,
  ): Promise<NodeAnswer> {
    return this.answer(call, nodeId, body, (at) => ({ type: 'ResumeNode', data: { nodeId, at } }));
  }

  private async answer(
    call: Call,
    nodeId: string,
    body: object,
    command: (at: string) => NodeCommand,
  ): Promise<NodeAnswer> {
    return answerCommand(call, await this.send(call, body, command), { nodeId });
  }

  private send(call: Call, body: object, command: (at: string) => NodeCommand): Promise<TakenResult> {
    return this.gateway.run(call, {
      body,
      command,
      carrier: (command, context, options) => new RunNodeCommand(command, context, options),
    });
  }
}
