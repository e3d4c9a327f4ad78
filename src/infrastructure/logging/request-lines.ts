import type { Logger } from 'pino';

/**
 * Writes the lines of requests as the logger itself would: at its level `info`, with its fields around them. `fields`
 * is JSON without the braces.
 */
export function requestLines(
  logger: Logger,
  output: { write(line: string): unknown },
): (fields: string) => void {
  if (!logger.isLevelEnabled('info')) return () => {};
  const level = logger.levels.values['info'];
  return (fields) => {
    output.write(`{"level":${level},"time":${Date.now()},${fields},"msg":"request"}\n`);
  };
}
