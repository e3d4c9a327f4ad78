import type { SubscriptionInfo } from '@eventstore/db-client/generated/persistent_pb.js';
import { keyText } from '../persistent/checkpoints.js';
import type { Consumer } from '../persistent/consumer.js';
import type { Group } from '../persistent/group.js';
import { persistent } from './generated.js';

const { ConnectionInfo, Measurement } = persistent.SubscriptionInfo;

/** The protocol's number for a group that began at the end. */
const END_KEY = -1;

/** What can be told of a group. */
export function groupInfo(group: Group): SubscriptionInfo {
  const { config, state, consumers, measurements } = group;
  const { settings } = config;
  const inFlight = consumers.reduce((sum, consumer) => sum + consumer.inFlight, 0);
  const startFrom = settings.startFrom === 'end' ? END_KEY : settings.startFrom;
  const info = new persistent.SubscriptionInfo()
    .setEventSource(config.streamName)
    .setGroupName(config.groupName)
    .setStatus(state.isAtHead ? 'Live' : 'Behind')
    .setConnectionsList(consumers.map((consumer) => connectionInfo(consumer, settings.extraStatistics)))
    .setAveragePerSecond(measurements.averagePerSecond)
    .setTotalItems(`${measurements.total}`)
    .setCountSinceLastMeasurement(`${measurements.takeCount()}`)
    .setLastCheckpointedEventPosition(state.checkpoint === undefined ? '' : keyText(config, state.checkpoint))
    .setLastKnownEventPosition(state.head < 0 ? '' : keyText(config, state.head))
    .setStartFrom(keyText(config, startFrom))
    .setReadBufferCount(state.buffered)
    .setLiveBufferCount('0')
    .setRetryBufferCount(state.retries)
    .setTotalInFlightMessages(inFlight)
    .setOutstandingMessagesCount(state.outstanding)
    .setParkedMessageCount(`${state.parked}`);
  return info
    .setResolveLinkTos(settings.resolveLinks)
    .setExtraStatistics(settings.extraStatistics)
    .setMessageTimeoutMilliseconds(settings.messageTimeoutMs)
    .setMaxRetryCount(settings.maxRetryCount)
    .setLiveBufferSize(settings.liveBufferSize)
    .setBufferSize(settings.historyBufferSize)
    .setReadBatchSize(settings.readBatchSize)
    .setCheckPointAfterMilliseconds(settings.checkpointAfterMs)
    .setMinCheckPointCount(settings.minCheckpointCount)
    .setMaxCheckPointCount(settings.maxCheckpointCount)
    .setNamedConsumerStrategy(settings.strategy)
    .setMaxSubscriberCount(settings.maxSubscriberCount);
}

function connectionInfo(consumer: Consumer, withDurations: boolean) {
  const { identity, measurements } = consumer;
  const durations = withDurations ? measurements.durations() : [];
  return new ConnectionInfo()
    .setFrom(identity.from)
    .setUsername(identity.username)
    .setConnectionName(identity.connectionName)
    .setAverageItemsPerSecond(measurements.averagePerSecond)
    .setTotalItems(`${measurements.total}`)
    .setCountSinceLastMeasurement(`${measurements.takeCount()}`)
    .setAvailableSlots(consumer.freeSlots)
    .setInFlightMessages(consumer.inFlight)
    .setObservedMeasurementsList(
      durations.map(([key, value]) => new Measurement().setKey(key).setValue(`${value}`)),
    );
}
