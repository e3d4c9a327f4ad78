import { MemoryViewStore } from '../../src/infrastructure/memory/memory-view-store.js';
import { viewStoreContract } from './view-store.contract.js';
import { viewStoreIndexesContract } from './view-store-indexes.contract.js';

describe('the view store in memory', () => {
  const create = async () => {
    const store = new MemoryViewStore();
    return {
      store,
      clear: async () => {
        store.clear();
      },
    };
  };

  viewStoreContract(create);
  viewStoreIndexesContract(create);
});
