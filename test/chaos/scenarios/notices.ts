import { eventually } from '../../support/eventually.js';
import type { WebhookReceiver } from '../../support/webhook-receiver.js';
import { type Act, Acts } from './acts.js';
import type { Scenario } from './scenario.js';

const ORDERS = 20;
const HEARD_WITHIN_MS = 180_000;

const ACTS: readonly Act[] = [
  ['engine killed when the receiver has a notice and has not answered', killUnanswered],
  ['engine killed between two tries', killBetweenTries],
  ['receiver that never answers, and then does', fallSilent],
];

/** Notices on their way to a receiver that fails, while the engine that sends them dies. */
export const NOTICES_DELIVERY: Scenario = {
  name: 'notices',
  about: 'kill -9 while notices are delivered, and a receiver in trouble',
  faults: ACTS.map(([fault]) => fault),
  run: (context) =>
    Acts.play(
      {
        name: 'notices',
        webhook: true,
        mishaps: 0.5,
        environment: { WAYFILL_WEBHOOK_TIMEOUT_MS: '1000' },
      },
      context,
      ACTS,
    ),
};

async function killUnanswered(acts: Acts): Promise<string> {
  const receiver = receiverOf(acts);
  const usual = receiver.answer;
  const before = receiver.ids.length;
  receiver.answer = (response) => {
    receiver.answer = usual;
    void acts.stage.engine.kill().then(() => response.destroy());
  };
  await acts.load(ORDERS);
  await eventually(
    'a notice is taken',
    () => receiver.ids.length,
    (count) => count > before,
    HEARD_WITHIN_MS,
  );
  await acts.stage.ready();
  const id = receiver.ids[before];
  const again = (): number => receiver.ids.slice(before).filter((one) => one === id).length;
  await eventually('it is sent again', again, (count) => count > 1, HEARD_WITHIN_MS);
  return `its notice was sent ${again()} times`;
}

async function killBetweenTries(acts: Acts): Promise<string> {
  const receiver = receiverOf(acts);
  const usual = receiver.answer;
  const before = receiver.ids.length;
  receiver.answer = (response) => void response.writeHead(503).end();
  const loading = acts.load(ORDERS);
  loading.catch(() => undefined);
  await eventually(
    'some tries have failed',
    () => receiver.ids.length - before,
    (count) => count >= 3,
    HEARD_WITHIN_MS,
  );
  await acts.stage.engine.kill();
  receiver.answer = usual;
  await loading;
  await acts.stage.ready();
  return 'the count of tries began anew';
}

async function fallSilent(acts: Acts): Promise<string> {
  const receiver = receiverOf(acts);
  const usual = receiver.answer;
  const before = receiver.ids.length;
  receiver.answer = null;
  await acts.load(ORDERS);
  await eventually(
    'notices wait',
    () => receiver.ids.length,
    (count) => count > before,
    HEARD_WITHIN_MS,
  );
  receiver.answer = usual;
  return `${receiver.ids.length - before} tries without an answer`;
}

function receiverOf({ stage }: Acts): WebhookReceiver {
  if (stage.receiver === undefined) throw new Error('this stage has no receiver');
  return stage.receiver;
}
