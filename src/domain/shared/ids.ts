/** Tenant of everything that carries none: natural keys such as sku and node id are unique only within a tenant. */
export const DEFAULT_TENANT = 'main';

/** 1–64 of `A–Z a–z 0–9 . _ ~ -`; `:` and `@` separate parts of a stream name and are never part of an id. */
export const EXTERNAL_ID_PATTERN = /^[A-Za-z0-9._~-]{1,64}$/;

/** A channel code; shorter than other ids and without `~`, since it is the first part of an order id. */
export const CHANNEL_PATTERN = /^[A-Za-z0-9._-]{1,32}$/;

/**
 * The order id is its natural key: the channel and the id that channel gave the order.
 * Posting the same external order twice therefore meets the same stream.
 */
export function orderIdOf(channel: string, externalId: string): string {
  return `${channel}~${externalId}`;
}

/** The n-th fulfillment of an order, counted from 1. */
export function fulfillmentIdOf(orderId: string, sequence: number): string {
  return `${orderId}-${sequence}`;
}
