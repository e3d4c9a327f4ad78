/**
 * The message classes and service definitions, from the client package itself. They are CommonJS
 * modules whose exports a static analysis cannot see, so each comes in as its default export.
 */
export { default as gossipServices } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
export { default as gossip } from '@eventstore/db-client/generated/gossip_pb.js';
export { default as monitoringServices } from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
export { default as operationsServices } from '@eventstore/db-client/generated/operations_grpc_pb.js';
export { default as persistent } from '@eventstore/db-client/generated/persistent_pb.js';
export { default as persistentServices } from '@eventstore/db-client/generated/persistent_grpc_pb.js';
export { default as projections } from '@eventstore/db-client/generated/projections_pb.js';
export { default as projectionServices } from '@eventstore/db-client/generated/projections_grpc_pb.js';
export { default as featureServices } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
export { default as features } from '@eventstore/db-client/generated/serverfeatures_pb.js';
export { default as shared } from '@eventstore/db-client/generated/shared_pb.js';
export { default as status } from '@eventstore/db-client/generated/status_pb.js';
export { default as streamServices } from '@eventstore/db-client/generated/streams_grpc_pb.js';
export { default as streams } from '@eventstore/db-client/generated/streams_pb.js';
export { default as userServices } from '@eventstore/db-client/generated/users_grpc_pb.js';
export { default as users } from '@eventstore/db-client/generated/users_pb.js';
