import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What the command line of a server says. */
export interface ServeOptions {
  readonly command: 'serve';
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  readonly maxAppendBytes: number | undefined;
  readonly commitDelayMs: number;
  /** Entries that the indexes collect; undefined: as many as is best. */
  readonly indexBatch: number | undefined;
  /** False: a commit does not wait for the disk. */
  readonly isSynced: boolean;
  /** Stop when standard input closes. */
  readonly exitWithParent: boolean;
  readonly httpPort: number | undefined;
  readonly isVerified: boolean;
  readonly compactEveryMinutes: number | undefined;
  /** Undefined in insecure mode. */
  readonly tls: { readonly certPath: string; readonly keyPath: string } | undefined;
  readonly adminPasswordFile: string | undefined;
}

/** What is to be done. */
export type CliOptions =
  | ServeOptions
  | { readonly command: 'backup'; readonly dataDir: string; readonly target: string }
  | { readonly command: 'restore'; readonly dataDir: string; readonly source: string }
  | { readonly command: 'compact'; readonly dataDir: string };

export const USAGE = `wayfill-eventstore --data DIR --port N [options]
wayfill-eventstore backup --data DIR --to FILE
wayfill-eventstore restore --from FILE --data DIR
wayfill-eventstore compact --data DIR

Serves the log of a directory:

  --data DIR                  directory of the log; made if missing
  --port N                    port to listen on; 0 picks a free one
  --host ADDRESS              address to listen on (default 127.0.0.1)
  --insecure                  no TLS, and everybody may do everything (default)
  --tls-cert FILE             TLS certificate in PEM: with it come users and access control
  --tls-key FILE              its private key in PEM
  --admin-password-file FILE  password of 'admin', for the first start with TLS; or set
                              EVENTSTORE_DEFAULT_ADMIN_PASSWORD (and, for 'ops',
                              EVENTSTORE_DEFAULT_OPS_PASSWORD)
  --http-port N               serves /health/live, /health/ready and /metrics; 0 picks a free one
  --verify                    looks at every event in the file before it starts
  --compact-every-minutes N   takes out what nobody can read any more, again and again
  --max-append-bytes N        greatest size of one append (default 1048576)
  --commit-delay-ms N         makes every commit take so much longer, for measurements
  --index-batch N             moves entries of the indexes in batches of so many, for tests
  --no-sync                   does not wait for the disk, for measurements: a crash of the
                              machine loses what was acknowledged
  --exit-with-parent          stop when standard input closes, as it does when the parent dies
  --help                      print this

When ready it prints one line of JSON: {"event":"listening","port":N,"connectionString":"…"}
What happens is told on standard error, one JSON object a line.

backup   copies the log to a new file, also while a server writes to it
restore  puts such a file into a directory that has no log
compact  takes out what nobody can read any more and makes the file smaller; no server may run
`;

/** The command line makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const MAX_PORT = 65_535;

/** Longest pause that a timer can make. */
const MAX_MINUTES = 35_791;

/**
 * Reads the arguments.
 *
 * @returns undefined when only the help is wanted
 * @throws UsageError
 */
export function parseCliOptions(args: readonly string[]): CliOptions | undefined {
  const [command, ...rest] = args;
  switch (command) {
    case 'backup': {
      const values = parseValues(rest, OPERATION_FLAGS);
      if (values['help']) return undefined;
      return { command, dataDir: required(values, 'data'), target: required(values, 'to') };
    }
    case 'restore': {
      const values = parseValues(rest, OPERATION_FLAGS);
      if (values['help']) return undefined;
      return { command, dataDir: required(values, 'data'), source: required(values, 'from') };
    }
    case 'compact': {
      const values = parseValues(rest, OPERATION_FLAGS);
      if (values['help']) return undefined;
      return { command, dataDir: required(values, 'data') };
    }
    default:
      return parseServe(parseValues(args, SERVE_FLAGS));
  }
}

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

const OPERATION_FLAGS = { data: TEXT, to: TEXT, from: TEXT, help: FLAG };

const SERVE_FLAGS = {
  data: TEXT,
  port: TEXT,
  host: TEXT,
  'max-append-bytes': TEXT,
  'commit-delay-ms': TEXT,
  'index-batch': TEXT,
  'no-sync': FLAG,
  'exit-with-parent': FLAG,
  'http-port': TEXT,
  verify: FLAG,
  'compact-every-minutes': TEXT,
  'tls-cert': TEXT,
  'tls-key': TEXT,
  insecure: FLAG,
  'admin-password-file': TEXT,
  help: FLAG,
};

type Values = Readonly<Record<string, string | boolean | undefined>>;

function parseServe(values: Values): ServeOptions | undefined {
  if (values['help']) return undefined;
  return {
    command: 'serve',
    dataDir: required(values, 'data'),
    port: integer('port', required(values, 'port'), MAX_PORT),
    host: text(values, 'host') ?? '127.0.0.1',
    maxAppendBytes: optionalInteger(values, 'max-append-bytes', 16 * 1024 * 1024),
    commitDelayMs: optionalInteger(values, 'commit-delay-ms', 60_000) ?? 0,
    indexBatch: optionalInteger(values, 'index-batch', 65_536, 1),
    isSynced: values['no-sync'] !== true,
    exitWithParent: values['exit-with-parent'] === true,
    httpPort: optionalInteger(values, 'http-port', MAX_PORT),
    isVerified: values['verify'] === true,
    compactEveryMinutes: optionalInteger(values, 'compact-every-minutes', MAX_MINUTES, 1),
    tls: tlsOf(values),
    adminPasswordFile: text(values, 'admin-password-file'),
  };
}

function tlsOf(values: Values): ServeOptions['tls'] {
  const [certPath, keyPath] = [text(values, 'tls-cert'), text(values, 'tls-key')];
  if (certPath === undefined && keyPath === undefined) return undefined;
  if (values['insecure']) throw new UsageError('--insecure and --tls-cert exclude each other.');
  if (certPath === undefined) throw new UsageError('--tls-cert is missing.');
  if (keyPath === undefined) throw new UsageError('--tls-key is missing.');
  return { certPath, keyPath };
}

function parseValues(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>): Values {
  try {
    return parseArgs({ args: [...args], options }).values as Values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

function required(values: Values, name: string): string {
  const value = text(values, name);
  if (value === undefined) throw new UsageError(`--${name} is missing.`);
  return value;
}

function optionalInteger(values: Values, name: string, greatest: number, least = 0): number | undefined {
  const value = text(values, name);
  return value === undefined ? undefined : integer(name, value, greatest, least);
}

function integer(name: string, value: string, greatest: number, least = 0): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= greatest) return number;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${greatest}, not '${value}'.`);
}
