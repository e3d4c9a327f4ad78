import type { EnableReq, EnableResp } from '@eventstore/db-client/generated/projections_pb.js';
import type {
  sendUnaryData,
  Server,
  ServerUnaryCall,
  ServiceDefinition,
  UntypedHandleCall,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import {
  monitoringServices,
  operationsServices,
  projectionServices,
  projections,
} from '../protocol/generated.js';
import { type RpcError, unimplemented } from '../protocol/rpc-errors.js';

const SERVICES: readonly (readonly [string, unknown])[] = [
  ['Projections', projectionServices.ProjectionsService],
  ['Operations', operationsServices.OperationsService],
  ['Monitoring', monitoringServices.MonitoringService],
];

/** What the real server lets these projections do is always done here: to enable one changes nothing. */
const ALWAYS_ON = new Set(['$by_category', '$by_event_type', '$streams']);

type EnableCall = ServerUnaryCall<EnableReq, EnableResp>;

type AnyCall = { emit(event: 'error', error: RpcError): unknown };
type Respond = (error: RpcError) => void;

/** Answers every call of the services that this server does not have, and says so. */
export function addUnimplementedServices(server: Server): void {
  for (const [name, service] of SERVICES) {
    const definition = service as ServiceDefinition;
    const implementation: UntypedServiceImplementation = {};
    for (const [method, { responseStream }] of Object.entries(definition)) {
      const error = unimplemented(`${name}: '${method}' is not implemented by this server.`);
      implementation[method] = (call: AnyCall, respond?: Respond) => {
        if (responseStream) call.emit('error', error);
        else respond?.(error);
      };
    }
    if (name === 'Projections')
      implementation['enable'] = enableOr(implementation['enable'] as UntypedHandleCall);
    server.addService(definition, implementation);
  }
}

/** Clients enable the projections behind `$ce-`, `$et-` and `$streams` before they read them. */
function enableOr(refuse: UntypedHandleCall): UntypedHandleCall {
  return (call: EnableCall, respond: sendUnaryData<EnableResp>) => {
    const name = call.request.getOptions()?.getName() ?? '';
    if (ALWAYS_ON.has(name)) respond(null, new projections.EnableResp());
    else (refuse as (call: EnableCall, respond: sendUnaryData<EnableResp>) => void)(call, respond);
  };
}
