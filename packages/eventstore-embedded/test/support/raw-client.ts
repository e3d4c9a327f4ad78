import { credentials } from '@grpc/grpc-js';
import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import timestampPb from 'google-protobuf/google/protobuf/timestamp_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import { shared, streamServices, streams } from '../../src/protocol/generated.js';

/** A client that speaks the protocol without the manners of the official one. */
export function rawClient(port: number) {
  return new streamServices.StreamsClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
  });
}

/** What a piece of an append says; whatever is left out is not set. */
export interface Piece {
  readonly correlationId: string;
  readonly stream?: string;
  readonly deadlineMs?: number;
  readonly withoutExpectation?: boolean;
  readonly eventIds?: readonly string[];
  readonly type?: string;
  readonly dataBytes?: number;
  readonly isFinal?: boolean;
}

/** One piece of an append. */
export function piece(values: Piece): BatchAppendReq {
  const request = new streams.BatchAppendReq();
  request.setCorrelationId(new shared.UUID().setString(values.correlationId));
  request.setIsFinal(values.isFinal ?? false);
  if (values.stream !== undefined) request.setOptions(optionsOf(values));
  for (const id of values.eventIds ?? []) {
    const message = new streams.BatchAppendReq.ProposedMessage();
    message.setId(new shared.UUID().setString(id)).setData(new Uint8Array(values.dataBytes ?? 1));
    if (values.type !== '') message.getMetadataMap().set('type', values.type ?? 'Happened');
    message.getMetadataMap().set('content-type', 'application/octet-stream');
    request.addProposedMessages(message);
  }
  return request;
}

function optionsOf({ stream, deadlineMs, withoutExpectation }: Piece) {
  const options = new streams.BatchAppendReq.Options();
  options.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(stream ?? '')));
  if (withoutExpectation !== true) options.setAny(new emptyPb.Empty());
  if (deadlineMs !== undefined) options.setDeadline(timestampPb.Timestamp.fromDate(new Date(deadlineMs)));
  return options;
}

/** An answer in short: to what, of which stream, and how it went. */
export function summary(response: BatchAppendResp): string {
  const id = response.getCorrelationId()?.getString().slice(-1);
  const stream = Buffer.from(response.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
  const typeName = response.getError()?.getDetails()?.getTypeName();
  const outcome = typeName?.replace('event_store.client.', '') ?? response.getSuccess()?.getCurrentRevision();
  return `${id} ${stream} ${outcome}`;
}

/** Waits for so many answers. */
export async function answers(
  call: ClientDuplexStream<BatchAppendReq, BatchAppendResp>,
  count: number,
): Promise<string[]> {
  const found: string[] = [];
  await new Promise<void>((resolve, reject) => {
    call.on('error', reject);
    call.on('data', (response: BatchAppendResp) => {
      if (found.push(summary(response)) === count) resolve();
    });
  });
  return found;
}

/** How a call ends. */
export function ending(call: { on(event: string, listener: (error?: ServiceError) => void): unknown }) {
  return new Promise<ServiceError | undefined>((resolve) => {
    call.on('error', resolve);
    call.on('end', () => resolve(undefined));
  });
}
