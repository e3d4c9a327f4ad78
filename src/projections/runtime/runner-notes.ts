/** What the runner tells whoever watches it: for the log and for alarms. */
export type RunnerNote =
  /** Ends the feeding for good: a person must look. */
  | { readonly kind: 'gap'; readonly error: Error }
  /** One view stands still. */
  | { readonly kind: 'fold-failed'; readonly projection: string; readonly error: Error }
  /** The log or the view store is away; tried again after `delayMs`. */
  | { readonly kind: 'retry'; readonly error: unknown; readonly attempt: number; readonly delayMs: number }
  /** A view was not where it was left (emptied, restored): it is opened again. */
  | { readonly kind: 'reopened'; readonly reason: string }
  /** A generation became the one that readers get. */
  | { readonly kind: 'live'; readonly projection: string; readonly generation: string };
