import { AppendOutcomeUnknown, EventStoreUnavailable } from '../../application/ports/event-store.js';
import { ProcessIndexUnavailable } from '../../application/ports/process-index.js';
import { ViewStoreUnavailable } from '../../application/ports/view-store.js';
import { StreamBusy, StreamGap, TooManyConflicts } from '../../application/runtime/runner-errors.js';
import { judgeFailure, park, reasonOf, retry, stop } from './failure-verdict.js';

const rules = { maxAttempts: 3, retryBaseMs: 100, retryLimitMs: 1_000 };

describe('the verdict on a failure', () => {
  it('is to stop when a stream has a gap: going on would lose what is missing', () => {
    expect(judgeFailure(new StreamGap('order-main:a', 3n, 5n), 1, rules)).toEqual(
      stop('stream order-main:a: expected revision 3, read 5'),
    );
  });

  it('is to park a defect after so many tries, with a reason of bounded length', () => {
    const defect = new TypeError('x'.repeat(2_000));
    expect(judgeFailure(defect, 2, rules)).toEqual(retry(200, 2));
    expect(judgeFailure(defect, 3, rules)).toEqual(park(`TypeError: ${'x'.repeat(489)}`));
  });

  it.each([
    new EventStoreUnavailable('down'),
    new AppendOutcomeUnknown('order-main:a'),
    new TooManyConflicts('order-main:a', 5),
    new StreamBusy('order-main:a', 9),
    new ViewStoreUnavailable('down'),
    new ProcessIndexUnavailable('down'),
  ])('is to wait out an outage, however long: %s', (outage) => {
    expect(judgeFailure(outage, 3, rules)).toEqual(retry(400, 3));
    expect(judgeFailure(outage, 1_000, rules)).toEqual(retry(1_000, 1_000));
  });

  it('names what was thrown even when it is no error', () => {
    expect(reasonOf('plain text')).toBe('plain text');
  });
});
