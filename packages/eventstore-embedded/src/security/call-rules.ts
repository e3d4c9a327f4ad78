import type { ReadReq as PersistentReadReq } from '@eventstore/db-client/generated/persistent_pb.js';
import type { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import type { DeleteReq, ReadReq, TombstoneReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { ChangePasswordReq, DetailsReq } from '@eventstore/db-client/generated/users_pb.js';
import type { AppendPiece } from '../protocol/append-request.js';
import { type Caller, isAdmin, isOperator } from './caller.js';
import { ALL_STREAM, type StreamAccess } from './stream-acl.js';

/** Access to a stream that a message asks for; undefined when it asks for none. */
export type AskedAccess = readonly [streamName: string, access: StreamAccess] | undefined;

/** What a call needs. Everything that is not said is refused. */
export interface CallRule {
  /** Open to everybody: credentials are not even looked at. */
  readonly isOpen?: boolean;
  /** Whether the caller may make the call at all. Default: whoever has credentials. */
  readonly mayCall?: (caller: Caller) => boolean;
  /** Whether the caller may send this message. */
  readonly maySend?: (caller: Caller, message: unknown) => boolean;
  /** Access that a message of the call needs besides. */
  readonly asks?: (message: unknown) => AskedAccess;
}

const isKnown = (caller: Caller) => caller.login !== undefined;
const OPEN: CallRule = { isOpen: true };
const AUTHENTICATED: CallRule = { mayCall: isKnown };
const OPERATORS: CallRule = { mayCall: isOperator };
const ADMINS: CallRule = { mayCall: isAdmin };

const PREFIX = '/event_store.client.';

const RULES: Readonly<Record<string, CallRule>> = {
  'server_features.ServerFeatures/GetSupportedMethods': OPEN,
  'gossip.Gossip/Read': OPEN,
  'streams.Streams/Read': { asks: (message) => readAccess(message as ReadReq) },
  'streams.Streams/Append': { asks: (message) => appendAccess(message as AppendPiece) },
  // Each append in it is decided on, and answered, by itself.
  'streams.Streams/BatchAppend': {},
  'streams.Streams/Delete': { asks: (message) => deleteAccess(message as DeleteReq) },
  'streams.Streams/Tombstone': { asks: (message) => deleteAccess(message as TombstoneReq) },
  'persistent_subscriptions.PersistentSubscriptions/Read': {
    mayCall: isKnown,
    asks: (message) => persistentReadAccess(message as PersistentReadReq),
  },
  'persistent_subscriptions.PersistentSubscriptions/Create': OPERATORS,
  'persistent_subscriptions.PersistentSubscriptions/Update': OPERATORS,
  'persistent_subscriptions.PersistentSubscriptions/Delete': OPERATORS,
  'persistent_subscriptions.PersistentSubscriptions/ReplayParked': OPERATORS,
  'persistent_subscriptions.PersistentSubscriptions/RestartSubsystem': OPERATORS,
  'users.Users/Create': ADMINS,
  'users.Users/Update': ADMINS,
  'users.Users/Delete': ADMINS,
  'users.Users/Enable': ADMINS,
  'users.Users/Disable': ADMINS,
  'users.Users/ResetPassword': ADMINS,
  'users.Users/Details': {
    mayCall: isKnown,
    maySend: (caller, message) => isSelfOrAdmin(caller, message as DetailsReq),
  },
  'users.Users/ChangePassword': {
    mayCall: isKnown,
    maySend: (caller, message) => isSelfOrAdmin(caller, message as ChangePasswordReq),
  },
};

/** The rule for a call; whatever has none needs a known caller. */
export function ruleOf(path: string): CallRule {
  return RULES[path.replace(PREFIX, '')] ?? AUTHENTICATED;
}

function isSelfOrAdmin(caller: Caller, message: DetailsReq | ChangePasswordReq): boolean {
  return isAdmin(caller) || message.getOptions()?.getLoginName() === caller.login;
}

function readAccess(message: ReadReq): AskedAccess {
  const options = message.getOptions();
  const stream = options?.getStream()?.getStreamIdentifier();
  return [stream === undefined ? ALL_STREAM : nameOf(stream), 'read'];
}

function persistentReadAccess(message: PersistentReadReq): AskedAccess {
  const options = message.getOptions();
  if (options === undefined) return undefined;
  const stream = options.getStreamIdentifier();
  return [stream === undefined ? ALL_STREAM : nameOf(stream), 'read'];
}

function appendAccess({ options }: AppendPiece): AskedAccess {
  return options && [options.streamName, 'write'];
}

function deleteAccess(message: DeleteReq | TombstoneReq): AskedAccess {
  return [nameOf(message.getOptions()?.getStreamIdentifier()), 'delete'];
}

function nameOf(identifier: StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}
