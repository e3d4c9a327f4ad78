/** Type of the events that point at another event. */
export const LINK_EVENT_TYPE = '$>';

/** Where a link points. */
export interface LinkTarget {
  readonly streamName: string;
  readonly revision: number;
}

/** Reads a link's data, `<revision>@<stream>`; undefined when it is something else. */
export function parseLink(data: Uint8Array): LinkTarget | undefined {
  const text = Buffer.from(data).toString('utf8');
  const at = text.indexOf('@');
  const revision = Number(text.slice(0, Math.max(at, 0)) || 'none');
  const streamName = text.slice(at + 1);
  const isLink = Number.isSafeInteger(revision) && revision >= 0 && streamName !== '';
  return isLink ? { streamName, revision } : undefined;
}
