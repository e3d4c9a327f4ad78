import { MemoryViewStore } from '../../src/infrastructure/memory/memory-view-store.js';
import { viewStoreContract } from './view-store.contract.js';

describe('the view store in memory', () => {
  viewStoreContract(async () => {
    const store = new MemoryViewStore();
    return {
      store,
      clear: async () => {
        store.clear();
      },
    };
  });
});
