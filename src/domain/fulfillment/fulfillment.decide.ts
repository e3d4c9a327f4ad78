import { assertNever } from '../shared/decider.js';
import { accepted, type Decision, rejected, unchanged } from '../shared/decision.js';
import { isBefore } from '../shared/time.js';
import type { FulfillmentCommand, ReleaseFulfillment } from './fulfillment.commands.js';
import type { FulfillmentEvent } from './fulfillment.events.js';
import type { FulfillmentRejection } from './fulfillment.rejections.js';
import type { FulfillmentState, FulfillmentWork } from './fulfillment.state.js';
import * as steps from './fulfillment.steps.js';
import { FULFILLMENT_TRANSITIONS } from './fulfillment.transitions.js';
import { decideWithdrawal } from './fulfillment.withdrawal.js';

type FulfillmentDecision = Decision<FulfillmentEvent, FulfillmentRejection>;

/** The rules of a fulfillment. Rejects with the codes of {@link FulfillmentRejection}. */
export function decideFulfillment(command: FulfillmentCommand, state: FulfillmentState): FulfillmentDecision {
  const transition = FULFILLMENT_TRANSITIONS[state.status][command.type];
  if (transition.verdict === 'unchanged') return unchanged(`${state.status}: ${transition.reason}`);
  if (transition.verdict === 'rejected') {
    return rejected(
      transition.code,
      `${command.data.fulfillmentId} is ${state.status}: ${command.type} is not possible`,
    );
  }
  if (command.type === 'ReleaseFulfillment') return release(command);
  if (command.type === 'WithdrawLines') return decideWithdrawal(command, state);
  // The table lets no other command through before the release; the check is for the compiler.
  if (!state.work) return rejected('FULFILLMENT_UNKNOWN', `${command.data.fulfillmentId} was never released`);
  return decideStep(command, state, state.work);
}

type StepCommand = Exclude<FulfillmentCommand, { type: 'ReleaseFulfillment' | 'WithdrawLines' }>;

function decideStep(
  command: StepCommand,
  state: FulfillmentState,
  work: FulfillmentWork,
): FulfillmentDecision {
  const place = steps.placeOf(command, work);
  switch (command.type) {
    case 'AcceptFulfillment':
      return accepted({
        type: 'FulfillmentAccepted',
        data: state.status === 'timed-out' ? { ...place, late: true } : place,
      });
    case 'RejectFulfillment':
      return steps.reject(command, work);
    case 'TimeOutFulfillment':
      if (isBefore(command.data.at, work.acceptBy)) return unchanged(`there is time until ${work.acceptBy}`);
      return accepted({ type: 'FulfillmentTimedOut', data: { ...place, acceptBy: work.acceptBy } });
    case 'StartPicking':
      return accepted({ type: 'PickingStarted', data: place });
    case 'PickFulfillment':
      return steps.pick(command, work);
    case 'PackFulfillment':
      return accepted({ type: 'FulfillmentPacked', data: { ...place, parcels: command.data.parcels } });
    case 'ShipFulfillment':
      return steps.ship(command, work, state.status);
    case 'DeliverFulfillment':
      return accepted({
        type: 'FulfillmentDelivered',
        data: { ...place, lines: work.lines, deliveredAt: command.data.deliveredAt },
      });
    case 'MakeReadyForPickup':
      return steps.makeReady(command, work);
    case 'CollectFulfillment':
      return accepted({
        type: 'FulfillmentCollected',
        data: { ...place, lines: work.lines, collectedAt: command.data.collectedAt },
      });
    case 'ExpirePickup':
      return steps.expirePickup(command, work);
    case 'ReportDamage':
    case 'ReportLoss':
      return steps.loseInCarriage(command, work);
    default:
      return assertNever(command);
  }
}

function release({ data }: ReleaseFulfillment): FulfillmentDecision {
  if (data.lines.length === 0) return rejected('LINES_EMPTY', `${data.fulfillmentId} has no lines`);
  const senseless = data.lines.find(({ quantity }) => !Number.isSafeInteger(quantity) || quantity < 1);
  if (senseless) {
    return rejected(
      'QUANTITY_NOT_POSITIVE',
      `line ${senseless.lineId} cannot have the quantity ${senseless.quantity}`,
    );
  }
  return accepted({ type: 'FulfillmentReleased', data });
}
