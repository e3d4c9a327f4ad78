import { actionsOf } from './actions.js';

describe('what a caller could do now', () => {
  it('is said in the words of the routes', () => {
    expect(actionsOf(['CancelOrder', 'CancelLine'])).toEqual(['cancel', 'cancel-line']);
  });

  it('is not what only the engine itself may send', () => {
    expect(actionsOf(['RecordSourcing', 'WithdrawLines', 'ReserveStock', 'NoSuchCommand'])).toEqual([]);
  });

  it('is not to place an order or register a node that is there', () => {
    expect(actionsOf(['PlaceOrder', 'RegisterNode'])).toEqual([]);
  });
});
