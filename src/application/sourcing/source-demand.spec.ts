import { candidate, policy, strategy } from '../../../test/support/sourcing-builders.js';
import { AT, chairs, lamps, NEXT_WEEK, ORDER_ID, placed } from '../../../test/support/order-builders.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { fold } from '../../../test/support/given-when-then.js';
import { contextOf } from '../../../test/support/runner-fixture.js';
import {
  demandToSource,
  type OrderEvent,
  orderDecider,
  type RecordSourcing,
} from '../../domain/order/index.js';
import type { Decider, Message } from '../../domain/shared/decider.js';
import { addSeconds } from '../../domain/shared/time.js';
import {
  inputOf,
  policyDigest,
  reexecutes,
  type SourcingCandidate,
  type SourcingPolicy,
} from '../../domain/sourcing/index.js';
import type { CommandContext } from '../runtime/command-context.js';
import type { CommandResult } from '../runtime/command-result.js';
import type { CommandRunner, LoadedAggregate } from '../runtime/command-runner.js';
import { SourceDemand } from './source-demand.js';

const LOG_POSITION = '00000000000000000777';
const context = contextOf('source');
const answer: CommandResult = {
  outcome: 'unchanged',
  stream: `order-main:${ORDER_ID}`,
  revision: 3n,
  reason: 'told by the test',
};

/** Holds one order and notes the commands that it is sent. */
class OneOrder implements CommandRunner {
  readonly sent: { readonly command: Message; readonly context: CommandContext }[] = [];

  constructor(private readonly history: readonly OrderEvent[]) {}

  async load<C extends Message, E extends Message, S>(
    decider: Decider<C, E, S>,
    tenant: string,
    id: string,
  ): Promise<LoadedAggregate<S>> {
    if (tenant !== 'main' || id !== ORDER_ID) return { state: decider.initialState, revision: null };
    return { state: fold(decider, this.history as unknown as readonly E[]), revision: 0n };
  }

  async execute(_: unknown, command: Message, asked: CommandContext): Promise<CommandResult> {
    this.sent.push({ command, context: asked });
    return answer;
  }
}

interface Asked {
  readonly tenant: string;
  readonly channel: string;
  readonly skus: readonly string[];
}

function setUp(history: readonly OrderEvent[], nodes: readonly SourcingCandidate[], rules: SourcingPolicy) {
  const order = new OneOrder(history);
  const asked: Asked[] = [];
  const reader = {
    candidates: async (tenant: string, channel: string, skus: readonly string[]) => {
      asked.push({ tenant, channel, skus });
      return { candidates: nodes, logPosition: LOG_POSITION };
    },
  };
  const policies = { active: async () => ({ scope: 'default', version: 4, policy: rules }) };
  const source = new SourceDemand(order, reader, policies, new FakeClock(AT));
  const recorded = () => order.sent.map(({ command }) => (command as unknown as RecordSourcing).data);
  return { source, order, asked, recorded };
}

const stocked = candidate('berlin', { CHAIR: 5, LAMP: 5 });
const planned: OrderEvent = {
  type: 'SourcingPlanned',
  data: {
    orderId: ORDER_ID,
    round: 1,
    allocations: [
      { fulfillmentId: `${ORDER_ID}-1`, nodeId: 'berlin', method: 'ship', lines: [chairs(2), lamps(3)] },
    ],
    decision: {} as never,
    at: AT,
  },
};
const secured: readonly OrderEvent[] = ['CHAIR', 'LAMP'].map((sku) => ({
  type: 'ReservationConfirmed',
  data: { orderId: ORDER_ID, fulfillmentId: `${ORDER_ID}-1`, nodeId: 'berlin', sku, quantity: 2, at: AT },
}));
const released: OrderEvent = {
  type: 'LinesReleased',
  data: {
    orderId: ORDER_ID,
    fulfillmentId: `${ORDER_ID}-1`,
    nodeId: 'berlin',
    lines: [chairs(2), lamps(3)],
    at: AT,
  },
};
const reopened: OrderEvent = {
  type: 'DemandReopened',
  data: {
    orderId: ORDER_ID,
    fulfillmentId: `${ORDER_ID}-1`,
    lines: [chairs(2), lamps(3)],
    cause: 'acceptance-timeout',
    standing: true,
    excludedNodeId: 'berlin',
    excludedUntil: NEXT_WEEK,
    attempt: 1,
    at: AT,
  },
};

describe('sourcing the demand of an order does nothing', () => {
  const held: OrderEvent = {
    type: 'OrderHeld',
    data: { orderId: ORDER_ID, holdType: 'fraud', reason: 'check', at: AT },
  };
  it.each<[string, readonly OrderEvent[]]>([
    ['when the order does not exist', []],
    ['while the order is held', [placed(), held]],
    ['when every unit has its node', [placed(), planned]],
  ])('%s', async (_, history) => {
    const { source, order, asked } = setUp(history, [stocked], policy());
    expect(await source.run('main', ORDER_ID, undefined, context)).toBeNull();
    expect(order.sent).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('when no replacement is sought for the fulfillment named', async () => {
    const { source, order } = setUp([placed(), planned], [stocked], policy());
    expect(await source.run('main', ORDER_ID, `${ORDER_ID}-1`, context)).toBeNull();
    expect(order.sent).toEqual([]);
  });

  it('when there is no active policy: the failure goes to the caller, who tries again', async () => {
    const order = new OneOrder([placed()]);
    const reader = { candidates: async () => ({ candidates: [], logPosition: LOG_POSITION }) };
    const failure = new Error('no policy');
    const policies = { active: () => Promise.reject(failure) };
    const source = new SourceDemand(order, reader, policies, new FakeClock(AT));
    await expect(source.run('main', ORDER_ID, undefined, context)).rejects.toBe(failure);
    expect(order.sent).toEqual([]);
  });
});

describe('the plan that the order is told', () => {
  it('carries the estimate for the promised service, and the order remembers it', async () => {
    const transit = [
      { service: 'standard', handlingHours: 12, baseHours: 24, hoursPerHundredKm: 0 },
      { handlingHours: 1, baseHours: 1, hoursPerHundredKm: 0 },
    ];
    const rules = { ...policy(), promise: { toleranceDays: [0], thenAnyDate: true, transit } };
    const { source, recorded } = setUp([placed()], [stocked], rules);
    await source.run('main', ORDER_ID, undefined, context);
    const estimatedBy = addSeconds(AT, 36 * 3600);
    expect(recorded().map(({ allocations }) => allocations.map((one) => one.estimatedBy))).toEqual([
      [estimatedBy],
    ]);
    const [data] = recorded();
    const told = orderDecider.decide(
      { type: 'RecordSourcing', data } as RecordSourcing,
      fold(orderDecider, [placed()]),
    );
    const state = fold(orderDecider, [placed(), ...(told.outcome === 'accepted' ? told.events : [])]);
    expect(state.status === 'unplaced' ? [] : state.allocations.map((one) => one.estimatedBy)).toEqual([
      estimatedBy,
    ]);
  });
});

describe('demand that no node can take', () => {
  it('is told to the order with the reason, the end of the wait and what happens then', async () => {
    const { source, recorded } = setUp([placed()], [], policy());
    await source.run('main', ORDER_ID, undefined, context);
    expect(recorded().map(({ decision: _, ...data }) => data)).toEqual([
      {
        orderId: ORDER_ID,
        at: AT,
        round: demandToSource(fold(orderDecider, [placed()]), undefined, AT)?.round,
        allocations: [],
        unplaced: [chairs(2), lamps(3)],
        unplacedReason: 'the nodes that could be used do not have enough',
        parkUntil: '2026-03-03T10:00:00.000Z',
        thenAction: 'retry',
      },
    ]);
  });

  it('is tried again when a node that failed the order may be asked again, and its wait ends when it would have', async () => {
    const declined = {
      ...reopened,
      data: {
        ...reopened.data,
        cause: 'rejected',
        standing: false,
        excludedUntil: '2026-03-02T12:00:00.000Z',
      },
    } as OrderEvent;
    const rules = { ...policy(), afterParking: 'cancel' as const };
    const { source, recorded } = setUp([placed(), planned, ...secured, released, declined], [stocked], rules);
    await source.run('main', ORDER_ID, undefined, context);
    expect(recorded().map(({ parkUntil, thenAction, retryAt }) => [parkUntil, thenAction, retryAt])).toEqual([
      ['2026-03-03T10:00:00.000Z', 'cancel', '2026-03-02T12:00:00.000Z'],
    ]);
  });

  it('is given up when the strategy says so', async () => {
    const { source, recorded } = setUp([placed()], [], policy(strategy({ afterAction: 'cancel' })));
    await source.run('main', ORDER_ID, undefined, context);
    expect(recorded()[0]?.thenAction).toBe('cancel');
    expect(recorded()[0]?.decision.afterAction).toBe('cancel');
  });
});

describe('demand that nodes can take', () => {
  it('is planned on the figures of its channel and skus, and told to the order by the command it came with', async () => {
    const { source, order, asked, recorded } = setUp([placed()], [stocked], policy());
    expect(await source.run('main', ORDER_ID, undefined, context)).toBe(answer);
    expect(asked).toEqual([{ tenant: 'main', channel: 'web', skus: ['CHAIR', 'LAMP'] }]);
    expect(order.sent.map((one) => one.context)).toEqual([context]);
    expect(recorded()[0]?.allocations).toEqual([
      { nodeId: 'berlin', method: 'ship', lines: [chairs(2), lamps(3)] },
    ]);
    expect(recorded()[0]?.unplaced).toEqual([]);
    expect(recorded()[0]?.unplacedReason).toBeUndefined();
  });

  it('is accepted by the order itself', async () => {
    const { source, recorded } = setUp([placed()], [stocked], policy());
    await source.run('main', ORDER_ID, undefined, context);
    const command = { type: 'RecordSourcing' as const, data: recorded()[0] as RecordSourcing['data'] };
    expect(orderDecider.decide(command, fold(orderDecider, [placed()])).outcome).toBe('accepted');
  });

  it('leaves a record with policy version, log position and seed that re-executes', async () => {
    const { source, recorded } = setUp([placed()], [stocked], policy());
    await source.run('main', ORDER_ID, undefined, context);
    await source.run('main', ORDER_ID, undefined, context);
    const [first, second] = recorded().map(({ decision }) => decision);
    expect(first?.input.rules).toEqual({ scope: 'default', version: 4, digest: policyDigest(policy()) });
    expect(first?.input.logPosition).toBe(LOG_POSITION);
    expect(second).toEqual(first);
    expect(first !== undefined && reexecutes({ ...first, input: inputOf(first, policy()) })).toBe(true);
  });
});

describe('a replacement', () => {
  it('is sought anywhere but at the node it replaces, and names what it replaces', async () => {
    const other = candidate('kassel', { CHAIR: 2, LAMP: 3 });
    const history = [placed(), planned, ...secured, released, reopened];
    const { source, recorded } = setUp(history, [stocked, other], policy());
    await source.run('main', ORDER_ID, `${ORDER_ID}-1`, context);
    expect(recorded()[0]?.replaces).toBe(`${ORDER_ID}-1`);
    expect(recorded()[0]?.allocations).toEqual([
      { nodeId: 'kassel', method: 'ship', lines: [chairs(2), lamps(3)], replaces: `${ORDER_ID}-1` },
    ]);
  });
});
