import type {
  CreateReq,
  DeleteReq,
  GetInfoReq,
  ListReq,
  ReplayParkedReq,
  UpdateReq,
} from '@eventstore/db-client/generated/persistent_pb.js';
import { status } from '@grpc/grpc-js';
import type { GroupRegistry } from '../persistent/group-registry.js';
import { ALL_STREAMS } from '../persistent/group-settings.js';
import { OwnWriteError } from '../persistent/group-streams.js';
import { persistent, persistentServices, shared } from '../protocol/generated.js';
import { groupInfo } from '../protocol/persistent-info.js';
import { parseGroupDefinition, parseGroupName } from '../protocol/persistent-request.js';
import { invalidArgument, RpcError, unavailable } from '../protocol/rpc-errors.js';
import type { AccessControl } from '../security/access-control.js';
import type { OpenCalls } from './open-calls.js';
import { PersistentReadCall, type PersistentReadStream, type ReaderOf } from './persistent-read-call.js';
import type { GrpcListener } from '../transport/grpc-listener.js';
import type { ServerCall } from '../transport/server-call.js';
import type { Respond, ServiceDefinition } from '../transport/service.js';

/** Events are encoded by the handlers themselves; everything else by the generated classes. */
const definition = {
  ...persistentServices.PersistentSubscriptionsService,
  read: {
    ...persistentServices.PersistentSubscriptionsService.read,
    responseSerialize: (frame: Buffer) => frame,
  },
} as unknown as ServiceDefinition;

/** In insecure mode nobody is known, and everybody may do everything. */
const ANYBODY: ReaderOf = () => ({ username: 'anonymous', mayRead: () => true });

/** Readers as access control knows them. */
export function readersOf(access: AccessControl): ReaderOf {
  return (metadata) => {
    const caller = access.callerOf(metadata);
    const mayRead = (streamName: string) => access.mayAccess(caller, streamName, 'read');
    return { username: caller.login ?? 'anonymous', mayRead };
  };
}

/** Adds the service of groups that share the events of a stream. */
export function addPersistentService(
  server: GrpcListener,
  groups: GroupRegistry,
  openCalls: OpenCalls,
  readerOf: ReaderOf = ANYBODY,
): void {
  server.addService(definition, {
    create: unary(async (request: CreateReq) => {
      await groups.create(parseGroupDefinition(request));
      return new persistent.CreateResp();
    }),
    update: unary(async (request: UpdateReq) => {
      await groups.update(parseGroupDefinition(request));
      return new persistent.UpdateResp();
    }),
    delete: unary(async (request: DeleteReq) => {
      const { streamName, groupName } = parseGroupName(request.getOptions());
      await groups.delete(streamName, groupName);
      return new persistent.DeleteResp();
    }),
    getInfo: unary(async (request: GetInfoReq) => {
      const { streamName, groupName } = parseGroupName(request.getOptions());
      return new persistent.GetInfoResp().setSubscriptionInfo(groupInfo(groups.get(streamName, groupName)));
    }),
    list: unary(async (request: ListReq) => {
      const infos = groups.list(streamToList(request)).map(groupInfo);
      return new persistent.ListResp().setSubscriptionsList(infos);
    }),
    replayParked: unary(async (request: ReplayParkedReq) => {
      const options = request.getOptions();
      const { streamName, groupName } = parseGroupName(options);
      const stopAt = options?.hasStopAt() ? Number(options.getStopAt()) : Infinity;
      groups.get(streamName, groupName).replayParked(stopAt);
      return new persistent.ReplayParkedResp();
    }),
    restartSubsystem: unary(async () => {
      await groups.restart();
      return new shared.Empty();
    }),
    read(call: PersistentReadStream) {
      openCalls.add(call);
      new PersistentReadCall(groups, call, readerOf).start();
    },
  });
}

function streamToList(request: ListReq): string | undefined {
  const options = request.getOptions();
  if (options?.hasListAllSubscriptions()) return undefined;
  const stream = options?.getListForStream();
  if (stream?.hasAll()) return ALL_STREAMS;
  const name = stream?.getStream()?.getStreamName_asU8();
  if (name === undefined) throw invalidArgument('The request does not say what to list.');
  return Buffer.from(name).toString('utf8');
}

function unary<Request, Response>(answer: (request: Request) => Promise<Response>) {
  return ({ request }: ServerCall<Request, Response>, respond: Respond<Response>): void => {
    answer(request).then(
      (response) => respond(null, response),
      (error: unknown) => respond(rpcErrorOf(error)),
    );
  };
}

function rpcErrorOf(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof OwnWriteError) return unavailable();
  return new RpcError(status.INTERNAL, error instanceof Error ? error.message : 'Internal error.');
}
