/** Type of the events that point at another event. */
export const LINK_EVENT_TYPE = '$>';

/** Revision by which a link points at the last event of a stream, whichever that is. */
export const LAST_REVISION = -1;

const LINK = /^\s*(?<number>[+-]?\d+)\s*(?:@(?<streamName>.*))?$/su;

/** Where a link points. */
export interface LinkTarget {
  readonly streamName: string;
  readonly revision: number;
}

/**
 * Reads a link's data, `<revision>@<stream>`; revision -1 is that of the last event. As in the real server, what does
 * not begin with a number is no link, though it is of that type, and a link without a stream leads nowhere.
 */
export function parseLink(data: Uint8Array): LinkTarget | 'no-link' {
  const text = Buffer.from(data).toString('utf8');
  const { number, streamName = '' } = LINK.exec(text)?.groups ?? {};
  return number === undefined ? 'no-link' : { streamName, revision: Number(number) };
}
