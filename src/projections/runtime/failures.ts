/** A consumer was given an event of a stream before those ahead of it. Nothing may be built on that. */
export class GapDetected extends Error {
  constructor(
    readonly stream: string,
    readonly expectedRevision: number,
    readonly foundRevision: number,
  ) {
    super(`stream ${stream}: revision ${expectedRevision} is missing before ${foundRevision}`);
    this.name = 'GapDetected';
  }
}

/** The stored generation is not where this process left it: emptied, restored or further back. Open it again. */
export class GenerationLost extends Error {
  constructor(
    readonly view: string,
    readonly position: string | null,
  ) {
    super(`view ${view}: found at ${position ?? 'no position'}, not where it was left`);
    this.name = 'GenerationLost';
  }
}

/** The fold of one view threw on an event. A defect of that view: the others go on without it. */
export class FoldFailed extends Error {
  constructor(view: string, event: { readonly stream: string; readonly revision: bigint }, cause: unknown) {
    super(`view ${view}: cannot fold ${event.stream} revision ${event.revision}`, { cause });
    this.name = 'FoldFailed';
  }
}
