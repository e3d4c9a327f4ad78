/**
 * What an aggregate in one status does with one command type, as data: `decide` consults it, the exhaustive tests walk
 * it and the state diagrams are drawn from it. Guards inside a step (quantities, times) come on top.
 */
export type Transition<Status extends string, Code extends string> =
  /** The command is looked at further; `to` are the statuses it may lead to, its own among them when it may stay. */
  | { readonly verdict: 'allowed'; readonly to: readonly Status[] }
  | { readonly verdict: 'unchanged'; readonly reason: string }
  | { readonly verdict: 'rejected'; readonly code: Code };

/** One row a status, one entry a command type; nothing is left out, so nothing is decided by accident. */
export type TransitionTable<
  Status extends string,
  CommandType extends string,
  Code extends string,
> = Readonly<Record<Status, Readonly<Record<CommandType, Transition<Status, Code>>>>>;

/** The command goes on to its rules and may lead to one of `to`. */
export function leadsTo<Status extends string>(...to: readonly Status[]): Transition<Status, never> {
  return { verdict: 'allowed', to };
}

/** What the command asks for is already so. */
export function alreadySo(reason: string): Transition<never, never> {
  return { verdict: 'unchanged', reason };
}

/** The status forbids the command. */
export function forbids<Code extends string>(code: Code): Transition<never, Code> {
  return { verdict: 'rejected', code };
}

/** The command types that the table allows in a status. */
export function allowedCommands<CommandType extends string>(
  row: Readonly<Record<CommandType, { readonly verdict: string }>>,
): readonly CommandType[] {
  return (Object.keys(row) as CommandType[]).filter((type) => row[type].verdict === 'allowed');
}
