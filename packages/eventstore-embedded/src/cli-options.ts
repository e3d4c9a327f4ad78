import { parseArgs } from 'node:util';

/** What the command line says. */
export interface CliOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  readonly maxAppendBytes: number | undefined;
  readonly commitDelayMs: number;
  /** Stop when standard input closes. */
  readonly exitWithParent: boolean;
}

export const USAGE = `wayfill-eventstore --data DIR --port N [options]

  --data DIR             directory of the log; made if missing
  --port N               port to listen on; 0 picks a free one
  --host ADDRESS         address to listen on (default 127.0.0.1; there is no authentication)
  --max-append-bytes N   greatest size of one append (default 1048576)
  --commit-delay-ms N    makes every commit take so much longer, for measurements
  --exit-with-parent     stop when standard input closes, as it does when the parent dies
  --help                 print this

When ready it prints one line of JSON: {"event":"listening","port":N,"connectionString":"…"}
`;

/** The command line makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads the arguments.
 *
 * @returns undefined when only the help is wanted
 * @throws UsageError
 */
export function parseCliOptions(args: readonly string[]): CliOptions | undefined {
  const values = parseValues(args);
  if (values.help) return undefined;
  if (values.data === undefined) throw new UsageError('--data is missing.');
  if (values.port === undefined) throw new UsageError('--port is missing.');
  const maxAppendBytes = values['max-append-bytes'];
  return {
    dataDir: values.data,
    port: integer('--port', values.port, 65_535),
    host: values.host ?? '127.0.0.1',
    maxAppendBytes:
      maxAppendBytes === undefined
        ? undefined
        : integer('--max-append-bytes', maxAppendBytes, 16 * 1024 * 1024),
    commitDelayMs: integer('--commit-delay-ms', values['commit-delay-ms'] ?? '0', 60_000),
    exitWithParent: values['exit-with-parent'] ?? false,
  };
}

function parseValues(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        'max-append-bytes': { type: 'string' },
        'commit-delay-ms': { type: 'string' },
        'exit-with-parent': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function integer(name: string, text: string, greatest: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= greatest) return value;
  throw new UsageError(`${name} must be a whole number from 0 to ${greatest}, not '${text}'.`);
}
