/**
 * What an aggregate answers to a command. Rejections are returned, never thrown:
 * HTTP maps them totally, and a saga can tell "the business said no" (never retry) from "the network failed" (retry).
 */
export type Decision<Event, Code extends string> =
  | { readonly outcome: 'accepted'; readonly events: readonly Event[] }
  | { readonly outcome: 'unchanged'; readonly reason: string }
  | { readonly outcome: 'rejected'; readonly code: Code; readonly detail: string };

/** The command took effect as these events, in this order. */
export function accepted<Event>(...events: readonly Event[]): Decision<Event, never> {
  return { outcome: 'accepted', events };
}

/** The command asks for what is already so. */
export function unchanged(reason: string): Decision<never, never> {
  return { outcome: 'unchanged', reason };
}

/** The command breaks a rule. `detail` is a sentence for people and names the values concerned. */
export function rejected<Code extends string>(code: Code, detail: string): Decision<never, Code> {
  return { outcome: 'rejected', code, detail };
}
