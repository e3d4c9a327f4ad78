/** The largest of what the engine stands on. One that is missing here costs some milliseconds of a start. */
const LIBRARIES = [
  '@eventstore/db-client',
  '@fastify/static',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/cqrs',
  '@nestjs/platform-fastify',
  '@nestjs/swagger',
  'class-transformer',
  'class-validator',
  'ioredis',
  'libsql',
  'pino',
  'prom-client',
  'reflect-metadata',
];

/**
 * Reads the libraries without their source maps. Node, asked for source maps, reads that of every file on loading it,
 * and nobody looks for a line in the sources of a library: a fifth of the time in which the program is read. The
 * engine's own files come afterwards, and have theirs.
 */
export async function readLibraries(): Promise<void> {
  const isOn = process.sourceMapsEnabled;
  process.setSourceMapsEnabled(false);
  // One that cannot be read fails again, and is told of, where it is used.
  await Promise.allSettled(LIBRARIES.map((name) => import(name)));
  process.setSourceMapsEnabled(isOn);
}
