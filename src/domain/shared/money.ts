/** An amount in integer minor units of an ISO 4217 currency: 12.34 EUR is `{ amountMinor: 1234, currency: 'EUR' }`. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}
