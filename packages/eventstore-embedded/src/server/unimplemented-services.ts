import type { Server, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { monitoringServices, operationsServices, projectionServices } from '../protocol/generated.js';
import { type RpcError, unimplemented } from '../protocol/rpc-errors.js';

const SERVICES: readonly (readonly [string, unknown])[] = [
  ['Projections', projectionServices.ProjectionsService],
  ['Operations', operationsServices.OperationsService],
  ['Monitoring', monitoringServices.MonitoringService],
];

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
    server.addService(definition, implementation);
  }
}
