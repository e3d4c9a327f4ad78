import type { Notifier } from '../../src/application/ports/notifier.js';
import { noticeData } from '../support/notice-log.js';

/** A notifier with the receiver behind it. */
export interface NotifierHarness {
  readonly notifier: Notifier;
  /** Ids of all tries that reached the receiver, in order. */
  reached(): readonly string[];
  /** From now on the receiver refuses everything, or takes it again. */
  refuse(refusing: boolean): void;
  stop(): Promise<void>;
}

const message = (n: number) => ({ tenant: 'main', notice: noticeData('web~1', n) });
const idOf = (n: number) => noticeData('web~1', n).noticeId;

/** What every notifier keeps to. */
export function notifierContract(name: string, open: () => Promise<NotifierHarness>): void {
  describe(`the notifier (${name})`, () => {
    let harness: NotifierHarness;
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(() => harness.stop());

    it('answers a refusal, with a reason for people, and throws nothing', async () => {
      harness.refuse(true);
      expect(await harness.notifier.deliver(message(1))).toEqual({
        outcome: 'failed',
        reason: 'the receiver answered 503',
      });
    });

    it('has delivered when the receiver has said so', async () => {
      expect(await harness.notifier.deliver(message(1))).toEqual({ outcome: 'delivered' });
      expect(harness.reached()).toEqual([idOf(1)]);
    });

    it('makes one try a call, under the same id each time', async () => {
      harness.refuse(true);
      await harness.notifier.deliver(message(1));
      harness.refuse(false);
      await harness.notifier.deliver(message(1));
      await harness.notifier.deliver(message(2));
      expect(harness.reached()).toEqual([idOf(1), idOf(1), idOf(2)]);
    });
  });
}
