/**
 * Loaded before a program of ours by `NODE_OPTIONS=--import`: puts points into it at which a run can kill it. The
 * programs themselves know nothing of this.
 */
import 'reflect-metadata';
import { dirname } from 'node:path';
import { listen } from './passes.js';

const program = process.argv[1] ?? '';
if (program.endsWith('dist/src/main.js')) {
  const { armEngine } = await import('./engine-points.js');
  armEngine();
  listen('engine');
} else if (program.endsWith('dist/cli.js')) {
  const { armStore } = await import('./store-points.js');
  await armStore(dirname(program));
  listen(process.argv[2]?.startsWith('--') ? 'store' : 'tool');
}
