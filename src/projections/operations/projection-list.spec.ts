import { PROJECTION_NAMES } from './operations.view.js';
import { PROJECTIONS } from './projection-list.js';

describe('the list of views', () => {
  it('names every view that is built from the log, so that each can be rebuilt', () => {
    expect(PROJECTION_NAMES).toEqual(PROJECTIONS.map(({ name }) => name));
  });
});
