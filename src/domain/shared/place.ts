/** A point on the globe in decimal degrees. Destinations are rounded to two decimals (about a kilometre) before they enter an event. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** What sourcing may know of where an order goes. Name, street, e-mail and phone stay in the vault and never enter an event. */
export interface CoarseDestination {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly region?: string;
  readonly city?: string;
  readonly postalCode?: string;
  readonly coordinates?: Coordinates;
}
