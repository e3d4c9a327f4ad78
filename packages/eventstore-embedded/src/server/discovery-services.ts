import { randomUUID } from 'node:crypto';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import { featureServices, features, gossip, gossipServices, shared } from '../protocol/generated.js';
import type { GrpcListener } from '../transport/grpc-listener.js';
import type { ServerCall } from '../transport/server-call.js';
import type { Respond } from '../transport/service.js';

/** Version of the protocol's server that this one behaves like; clients look at nothing else. */
const COMPATIBLE_VERSION = '24.10.0';

const PERSISTENT = 'event_store.client.persistent_subscriptions.persistentsubscriptions';

const USERS = 'event_store.client.users.users';
const USER_METHODS = [
  'create',
  'update',
  'delete',
  'disable',
  'enable',
  'details',
  'changepassword',
  'resetpassword',
];

/** Service, method, features: as clients look them up, in lower case. */
const SUPPORTED_METHODS: readonly (readonly [string, string, readonly string[]])[] = [
  ['event_store.client.streams.streams', 'append', []],
  ['event_store.client.streams.streams', 'batchappend', []],
  ['event_store.client.streams.streams', 'delete', []],
  ['event_store.client.streams.streams', 'read', ['position', 'events']],
  ['event_store.client.streams.streams', 'tombstone', []],
  [PERSISTENT, 'create', ['stream', 'all']],
  [PERSISTENT, 'update', ['stream', 'all']],
  [PERSISTENT, 'delete', ['stream', 'all']],
  [PERSISTENT, 'read', ['stream', 'all']],
  [PERSISTENT, 'getinfo', ['stream', 'all']],
  [PERSISTENT, 'replayparked', ['stream', 'all']],
  [PERSISTENT, 'list', ['stream', 'all']],
  [PERSISTENT, 'restartsubsystem', []],
  ...USER_METHODS.map((name) => [USERS, name, []] as const),
  ['event_store.client.gossip.gossip', 'read', []],
  ['event_store.client.server_features.serverfeatures', 'getsupportedmethods', []],
];

/** Adds the services by which a client finds out where and what the server is. */
export function addDiscoveryServices(server: GrpcListener, address: () => ServerAddress): void {
  const supported = supportedMethods();
  server.addService(featureServices.ServerFeaturesService, {
    getSupportedMethods(_call: ServerCall<Empty, SupportedMethods>, respond: Respond<SupportedMethods>) {
      respond(null, supported);
    },
  });
  const instanceId = new shared.UUID().setString(randomUUID());
  server.addService(gossipServices.GossipService, {
    read(call: ServerCall<Empty, ClusterInfo>, respond: Respond<ClusterInfo>) {
      // The name by which the client got here is one by which it can get here again.
      const { host, port } = addressFromAuthority(call.getHost()) ?? address();
      const member = new gossip.MemberInfo();
      member.setInstanceId(instanceId);
      member.setTimeStamp(`${Date.now() * 10_000}`);
      member.setState(gossip.MemberInfo.VNodeState.LEADER);
      member.setIsAlive(true);
      member.setHttpEndPoint(new gossip.EndPoint().setAddress(host).setPort(port));
      respond(null, new gossip.ClusterInfo().setMembersList([member]));
    },
  });
}

/** Where the server listens. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

function supportedMethods(): SupportedMethods {
  const supported = new features.SupportedMethods();
  supported.setEventStoreServerVersion(COMPATIBLE_VERSION);
  for (const [service, name, featureNames] of SUPPORTED_METHODS) {
    const method = new features.SupportedMethod();
    method
      .setServiceName(service)
      .setMethodName(name)
      .setFeaturesList([...featureNames]);
    supported.addMethods(method);
  }
  return supported;
}

function addressFromAuthority(authority: string): ServerAddress | undefined {
  const match = /^(?<host>.+):(?<port>\d+)$/.exec(authority);
  const { host, port } = match?.groups ?? {};
  return host && port ? { host, port: Number(port) } : undefined;
}
