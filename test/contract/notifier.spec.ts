import { MemoryNotifier } from '../../src/infrastructure/memory/memory-notifier.js';
import { WebhookNotifier } from '../../src/infrastructure/webhook/webhook-notifier.js';
import { WEBHOOK_SECRET, WebhookReceiver } from '../support/webhook-receiver.js';
import { notifierContract } from './notifier.contract.js';

notifierContract('memory', async () => {
  const notifier = new MemoryNotifier();
  return {
    notifier,
    reached: () => notifier.tries.map(({ notice }) => notice.noticeId),
    refuse: (refusing) => notifier.failWith(refusing ? 'the receiver answered 503' : null),
    stop: async () => undefined,
  };
});

notifierContract('webhook', async () => {
  const receiver = await WebhookReceiver.start();
  const { url, ids } = receiver;
  return {
    notifier: new WebhookNotifier({ url, secret: WEBHOOK_SECRET, allowPrivate: false, timeoutMs: 5_000 }),
    reached: () => ids,
    refuse: (refusing) => {
      receiver.answer = (response) => void response.writeHead(refusing ? 503 : 200).end();
    },
    stop: () => receiver.stop(),
  };
});
