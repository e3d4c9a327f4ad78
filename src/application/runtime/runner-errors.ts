/** The command lost the race for its stream too often. Nothing of it was written; worth a retry later. */
export class TooManyConflicts extends Error {
  constructor(
    readonly stream: string,
    readonly conflicts: number,
  ) {
    super(`stream ${stream}: lost ${conflicts} races in a row`);
    this.name = 'TooManyConflicts';
  }
}

/** More commands wait for one stream than the limit allows. Nothing was done; worth a retry later. */
export class StreamBusy extends Error {
  constructor(
    readonly stream: string,
    readonly limit: number,
  ) {
    super(`stream ${stream}: ${limit} commands wait already`);
    this.name = 'StreamBusy';
  }
}

/** A decision that is larger than any decision may be: a defect of the aggregate, never the caller's fault. */
export class DecisionTooLarge extends Error {
  constructor(stream: string, commandType: string, detail: string) {
    super(`stream ${stream}: the decision on ${commandType} is too large: ${detail}`);
    this.name = 'DecisionTooLarge';
  }
}

/** The revisions of a stream do not follow one another: something between the log and here loses events. */
export class StreamGap extends Error {
  constructor(
    readonly stream: string,
    readonly expected: bigint,
    readonly found: bigint,
  ) {
    super(`stream ${stream}: expected revision ${expected}, read ${found}`);
    this.name = 'StreamGap';
  }
}
