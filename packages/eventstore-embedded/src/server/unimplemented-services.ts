import type { EnableReq, EnableResp } from '@eventstore/db-client/generated/projections_pb.js';
import {
  monitoringServices,
  operationsServices,
  projectionServices,
  projections,
} from '../protocol/generated.js';
import { type RpcError, unimplemented } from '../protocol/rpc-errors.js';
import type { GrpcListener } from '../transport/grpc-listener.js';
import type { ServerCall } from '../transport/server-call.js';
import type { Handler, Respond, ServiceDefinition } from '../transport/service.js';

const SERVICES: readonly (readonly [string, unknown])[] = [
  ['Projections', projectionServices.ProjectionsService],
  ['Operations', operationsServices.OperationsService],
  ['Monitoring', monitoringServices.MonitoringService],
];

/** What the real server lets these projections do is always done here: to enable one changes nothing. */
const ALWAYS_ON = new Set(['$by_category', '$by_event_type', '$streams']);

type EnableCall = ServerCall<EnableReq, EnableResp>;

type AnyCall = { emit(event: 'error', error: RpcError): unknown };

/** Answers every call of the services that this server does not have, and says so. */
export function addUnimplementedServices(server: GrpcListener): void {
  for (const [name, service] of SERVICES) {
    const definition = service as ServiceDefinition;
    const implementation: Record<string, Handler> = {};
    for (const method of Object.keys(definition)) {
      const error = unimplemented(`${name}: '${method}' is not implemented by this server.`);
      implementation[method] = (call: AnyCall) => void call.emit('error', error);
    }
    const refuse = implementation['enable'];
    if (name === 'Projections' && refuse !== undefined) implementation['enable'] = enableOr(refuse);
    server.addService(definition, implementation);
  }
}

/** Clients enable the projections behind `$ce-`, `$et-` and `$streams` before they read them. */
function enableOr(refuse: Handler): Handler {
  return (call: EnableCall, respond: Respond<EnableResp>) => {
    const name = call.request.getOptions()?.getName() ?? '';
    if (ALWAYS_ON.has(name)) respond(null, new projections.EnableResp());
    else refuse(call as never, respond as never);
  };
}
