import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { Metadata, status } from '@grpc/grpc-js';
import type { RpcError } from '../protocol/rpc-errors.js';
import { ACCEPTED_ENCODINGS } from './decompression.js';

/** Longest delay that a timer can have. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const TIMEOUT = /^(?<amount>\d{1,8})(?<unit>[HMSmun])$/;
const UNIT_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
};

/** What is for the transport and not for handlers. */
const TRANSPORT_KEYS = [
  'grpc-timeout',
  'grpc-encoding',
  'grpc-accept-encoding',
  'accept-encoding',
  'te',
  'content-type',
];

/** Headers of a response whose messages follow. */
export const RESPONSE_HEADERS: OutgoingHttpHeaders = {
  ':status': 200,
  'content-type': 'application/grpc+proto',
  'grpc-accept-encoding': ACCEPTED_ENCODINGS,
  'grpc-encoding': 'identity',
};

/** Headers of a response that has no messages: the trailers come with them. */
export const EMPTY_RESPONSE_HEADERS: OutgoingHttpHeaders = {
  ':status': 200,
  'content-type': 'application/grpc+proto',
};

/** What the caller has sent along with the call. */
export function metadataOf(headers: IncomingHttpHeaders): Metadata {
  const metadata = Metadata.fromHttp2Headers(headers);
  for (const key of TRANSPORT_KEYS) metadata.remove(key);
  return metadata;
}

/** Time that the caller gives, in milliseconds; undefined if it does not say, NaN if that makes no sense. */
export function timeoutMsOf(headers: IncomingHttpHeaders): number | undefined {
  const header = headers['grpc-timeout'];
  if (header === undefined) return undefined;
  const { amount, unit = '' } = TIMEOUT.exec(String(header))?.groups ?? {};
  return Math.min(Number(amount) * (UNIT_MS[unit] ?? Number.NaN), MAX_TIMER_MS);
}

/** How the call ends; undefined: well. */
export function trailersOf(error: RpcError | undefined): OutgoingHttpHeaders {
  if (error === undefined) return { 'grpc-status': status.OK, 'grpc-message': 'OK' };
  const { code, details, metadata } = error;
  return { 'grpc-status': code, 'grpc-message': encodeURI(details), ...metadata.toHttp2Headers() };
}
