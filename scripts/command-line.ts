import { type ParseArgsConfig, parseArgs } from 'node:util';

/**
 * The options that a program was called with. `--help` prints the usage and ends it with 0. A command line that makes no
 * sense ends it with 2: a run that passes over an option would show something else than was asked for.
 */
export function commandLine<T extends ParseArgsConfig>(
  usage: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    return parseArgs<T>({ ...config, args });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    process.exit(2);
  }
}
