import { MemoryProcessIndex } from '../../src/infrastructure/memory/memory-process-index.js';
import { processIndexContract } from './process-index.contract.js';

describe('the process index in memory', () => {
  processIndexContract(async () => new MemoryProcessIndex());
});
