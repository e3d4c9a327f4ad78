/**
 * Writes the documents that are derived from the code: `npm run generate`. With `--check` it writes nothing and fails
 * when one of them is not what the code says, so that a change of behaviour shows in review.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FULFILLMENT_TRANSITIONS } from '../../src/domain/fulfillment/index.js';
import { NODE_TRANSITIONS } from '../../src/domain/node/index.js';
import { NOTICE_TRANSITIONS } from '../../src/domain/notice/index.js';
import { ORDER_TRANSITIONS } from '../../src/domain/order/index.js';
import { POLICY_TRANSITIONS } from '../../src/domain/policy/index.js';
import { STOCK_TRANSITIONS } from '../../src/domain/stock/index.js';
import { LATEST_WIRE_NAMES } from '../../src/infrastructure/eventstore/codec/wire-registry.js';
import { eventsCatalogue } from './events-catalogue.js';
import { openApiDocument } from './open-api-document.js';
import { stateMachines } from './state-machines.js';

const root = path.resolve(fileURLToPath(new URL('../../../', import.meta.url)));
const wireNames: Readonly<Record<string, string>> = LATEST_WIRE_NAMES;

const documents: Readonly<Record<string, string>> = {
  'docs/events.md': eventsCatalogue(root, (type) => wireNames[type] ?? type),
  'docs/state-machines.md': stateMachines([
    { name: 'Order', initial: 'unplaced', table: ORDER_TRANSITIONS },
    { name: 'Fulfillment', initial: 'none', table: FULFILLMENT_TRANSITIONS },
    { name: 'Stock', initial: 'untracked', table: STOCK_TRANSITIONS },
    { name: 'Node', initial: Object.keys(NODE_TRANSITIONS)[0] ?? '', table: NODE_TRANSITIONS },
    { name: 'Policy version', initial: Object.keys(POLICY_TRANSITIONS)[0] ?? '', table: POLICY_TRANSITIONS },
    { name: 'Notice', initial: 'none', table: NOTICE_TRANSITIONS },
  ]),
  'docs/openapi.json': await openApiDocument(),
};

const checking = process.argv.includes('--check');
const drifted = Object.entries(documents).filter(([name, text]) => {
  const file = path.join(root, name);
  return !existsSync(file) || readFileSync(file, 'utf8') !== text;
});
for (const [name, text] of drifted) {
  if (checking) process.stderr.write(`${name} is not what the code says: run npm run generate\n`);
  else writeFileSync(path.join(root, name), text);
}
process.stdout.write(
  `${Object.keys(documents).length} documents, ${drifted.length} ${checking ? 'drifted' : 'written'}\n`,
);
process.exitCode = checking && drifted.length > 0 ? 1 : 0;
