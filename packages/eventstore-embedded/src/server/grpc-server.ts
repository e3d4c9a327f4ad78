import type { EventLog } from '../log/event-log.js';
import { GroupRegistry } from '../persistent/group-registry.js';
import { shuttingDown } from '../protocol/rpc-errors.js';
import type { AccessControl } from '../security/access-control.js';
import type { UserStore } from '../security/user-store.js';
import { type CallGuard, GrpcListener } from '../transport/grpc-listener.js';
import { addDiscoveryServices } from './discovery-services.js';
import { OpenCalls } from './open-calls.js';
import { addPersistentService, readersOf } from './persistent-service.js';
import { addStreamsService } from './streams-service.js';
import type { Subscribers } from './subscribers.js';
import { addUnimplementedServices } from './unimplemented-services.js';
import { addUsersService } from './users-service.js';

/** Clients may send appends of up to 16 MiB, and what wraps them. */
const MAX_MESSAGE_BYTES = 17 * 1024 * 1024;

/** How long calls may take to end by themselves when the server stops. */
const DRAIN_TIMEOUT_MS = 2_000;

/** How and where to serve. */
export interface GrpcServerOptions {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  readonly maxAppendBytes: number;
  readonly subscribers: Subscribers;
  readonly users: UserStore;
  /** Undefined in insecure mode. */
  readonly security: GrpcSecurity | undefined;
}

/** What a server with TLS and users needs. */
export interface GrpcSecurity {
  /** Certificate chain, in PEM. */
  readonly cert: Buffer;
  /** Private key, in PEM. */
  readonly key: Buffer;
  readonly access: AccessControl;
  /** Stands before every call. */
  readonly guard: CallGuard;
}

/**
 * How a server stops. `drain`: open streams end with CANCELLED, and the other calls may finish. `cut`: connections are
 * closed at once, for when the clients are dead; what was answered is durable either way.
 */
export type Ending = 'drain' | 'cut';

/** A server that listens. */
export interface RunningGrpcServer {
  readonly port: number;
  /** Groups of persistent subscriptions. */
  readonly groups: GroupRegistry;
  /** Stops listening, and ends what is open. Default `drain`. */
  stop(ending?: Ending): Promise<void>;
}

/** Serves the log. */
export async function startGrpcServer(log: EventLog, options: GrpcServerOptions): Promise<RunningGrpcServer> {
  const { security } = options;
  const server = new GrpcListener({
    maxRequestBytes: MAX_MESSAGE_BYTES,
    tls: security,
    guard: security?.guard,
  });
  const openCalls = new OpenCalls();
  let port = options.port;
  const { maxAppendBytes, subscribers } = options;
  addStreamsService(server, {
    log,
    openCalls,
    subscribers,
    access: security?.access,
    maxAppendBytes,
  });
  addUsersService(server, options.users);
  const groups = new GroupRegistry(log);
  addPersistentService(server, groups, openCalls, security && readersOf(security.access));
  addDiscoveryServices(server, () => ({ host: options.host, port }));
  addUnimplementedServices(server);
  port = await server.listen(options.host, options.port);
  return { port, groups, stop: (ending = 'drain') => stop(server, openCalls, groups, ending) };
}

async function stop(
  server: GrpcListener,
  openCalls: OpenCalls,
  groups: GroupRegistry,
  ending: Ending,
): Promise<void> {
  openCalls.endAll(shuttingDown());
  const drained = server.drain();
  // A client that does not read its stream would keep the server from stopping.
  const timer = setTimeout(() => server.cut(), DRAIN_TIMEOUT_MS);
  if (ending === 'cut') server.cut();
  await drained;
  clearTimeout(timer);
  // Only now: the last answers of subscribers count, too.
  await groups.stop();
}
