import { status } from '@grpc/grpc-js';
import { RpcError } from './rpc-errors.js';

/** What names a group. */
export interface GroupName {
  readonly streamName: string;
  readonly groupName: string;
}

/** A call about a group that did not end well. */
export type GroupError = RpcError;

/** There is no such group. */
export function groupNotFound(group: GroupName): GroupError {
  const details = `Subscription group ${group.groupName} on stream ${group.streamName} does not exist.`;
  return error(status.NOT_FOUND, details, 'persistent-subscription-does-not-exist', group);
}

/** The group is there already. */
export function groupExists(group: GroupName): GroupError {
  const details = `Subscription group ${group.groupName} on stream ${group.streamName} exists.`;
  return error(status.ALREADY_EXISTS, details, 'persistent-subscription-exists', group);
}

/** The group was changed, deleted or restarted: its subscribers have to come again. */
export function groupDropped(group: GroupName): GroupError {
  const details = `Subscription group ${group.groupName} on stream ${group.streamName} was dropped.`;
  return error(status.CANCELLED, details, 'persistent-subscription-dropped', group);
}

/** The group has all the subscribers that it may have. */
export function tooManySubscribers(group: GroupName): GroupError {
  const details = `Maximum subscriptions reached for subscription group ${group.groupName} on stream ${group.streamName}.`;
  return error(status.FAILED_PRECONDITION, details, 'maximum-subscribers-reached', group);
}

/** The group cannot be made or changed as asked. */
export function groupFailed(group: GroupName, reason: string): GroupError {
  const details = `Subscription group ${group.groupName} on stream ${group.streamName} failed: '${reason}'`;
  return error(status.INTERNAL, details, 'persistent-subscription-failed', group, { reason });
}

function error(
  code: status,
  details: string,
  exception: string,
  { streamName, groupName }: GroupName,
  more: Record<string, string> = {},
): GroupError {
  return new RpcError(code, details, {
    exception,
    'stream-name': streamName,
    'group-name': groupName,
    ...more,
  });
}
