import type { PointHost } from './arming.js';

/** What brings the processes to a point. */
export type Occasion =
  /** Orders. */
  | 'load'
  /** The start of the engine. */
  | 'start'
  /** An orderly stop under load. */
  | 'drain'
  /** A view is built anew beside the one that is read, under load. */
  | 'rebuild'
  /** Redis is emptied under load. */
  | 'emptied'
  /** The store's program makes a copy of the log, beside the running store. */
  | 'backup'
  /** The store's program makes the log smaller, while no store runs. */
  | 'compact';

export interface KillPoint {
  readonly point: string;
  readonly host: PointHost;
  readonly victim: 'itself' | 'redis';
  readonly occasion: Occasion;
  /** Killed at a pass up to this one, as the seed has it. */
  readonly passes: number;
}

type Row = readonly [point: string, passes: number];

const rows = (
  host: PointHost,
  occasion: Occasion,
  points: readonly Row[],
  victim: KillPoint['victim'] = 'itself',
): readonly KillPoint[] => points.map(([point, passes]) => ({ point, host, victim, occasion, passes }));

/** The engine while orders run: around each append, and after each step of the order process. */
const ENGINE_LOAD = rows('engine', 'load', [
  ['append.order.before', 20],
  ['append.order.sent', 20],
  ['append.order.after', 20],
  ['append.stock.before', 8],
  ['append.stock.sent', 8],
  ['append.fulfillment.sent', 8],
  ['append.OrderPlaced.sent', 4],
  ['append.OrderPlaced.after', 4],
  ['append.SourcingPlanned.after', 4],
  ['append.StockReserved.after', 6],
  ['append.AllocationSecured.after', 4],
  ['append.FulfillmentReleased.after', 4],
  ['append.LinesReleased.after', 4],
  ['append.FulfillmentPicked.after', 3],
  ['append.LinesPicked.after', 3],
  ['append.FulfillmentShipped.after', 3],
  ['append.ReservationConsumed.after', 3],
  ['append.LinesShipped.after', 3],
  ['append.OrderClosed.after', 2],
  ['command.after', 30],
  ['sourcing.after', 4],
  ['instructions.before', 20],
  ['instructions.after', 20],
  ['checkpoint.store.before', 1],
  ['checkpoint.store.sent', 1],
  ['checkpoint.store.after', 1],
  ['vault.put.before', 1],
  ['vault.put.sent', 1],
  ['vault.put.after', 1],
  ['views.apply.before', 20],
  ['views.apply.sent', 20],
  ['views.apply.after', 20],
  ['index.apply.before', 10],
  ['index.apply.sent', 10],
  ['index.apply.after', 10],
]);

const ENGINE_VIEWS = [
  ...rows('engine', 'rebuild', [
    ['views.write.before', 1],
    ['views.promote.before', 1],
    ['views.promote.sent', 1],
    ['views.promote.after', 1],
    ['views.drop.after', 1],
  ]),
  ...rows('engine', 'emptied', [
    ['views.apply.before', 12],
    ['views.promote.before', 4],
    ['views.promote.after', 4],
  ]),
];

const ENGINE_LIFE = [
  ...rows('engine', 'start', [
    ['start.policy.before', 1],
    ['start.directory.before', 1],
    ['start.directory.after', 1],
    ['start.projections.before', 1],
    ['index.position.after', 1],
    ['start.saga.before', 1],
    ['checkpoint.load.after', 1],
    ['start.saga.after', 1],
  ]),
  ...rows('engine', 'drain', [
    ['drain.saga.before', 1],
    ['drain.saga.after', 1],
    ['drain.projections.before', 1],
    ['drain.projections.after', 1],
    ['drain.vault.before', 1],
    ['drain.connection.before', 1],
    ['drain.child.before', 2],
  ]),
];

const STORE = [
  ...rows('store', 'load', [
    ['store.commit.before', 30],
    ['store.transaction.before', 30],
    ['store.commit.after', 30],
    ['store.sync.sent', 30],
    ['store.sync.after', 30],
    ['store.durable.before', 30],
    ['store.durable.after', 30],
    ['store.read.before', 5],
  ]),
  ...rows('store', 'start', [['store.open.before', 1]]),
  ...rows('store', 'drain', [
    ['store.close.before', 1],
    ['store.close.after', 1],
  ]),
  ...rows('tool', 'backup', [
    ['store.copy.before', 1],
    ['store.copy.after', 1],
    ['store.rename.before', 1],
    ['store.rename.after', 1],
  ]),
  ...rows('tool', 'compact', [
    ['store.compaction.before', 1],
    ['store.compaction.after', 1],
    ['store.shrink.before', 1],
    ['store.shrink.after', 1],
  ]),
];

/** These need a store that compacts while it runs, and a Redis that is started again on its own: servers beside. */
const BESIDE = [
  ...rows('store', 'load', [
    ['store.commit.after', 30],
    ['store.transaction.before', 30],
    ['store.compaction.before', 1],
    ['store.compaction.after', 1],
  ]),
  ...rows(
    'engine',
    'load',
    [
      ['index.apply.before', 10],
      ['views.apply.before', 20],
      ['views.apply.sent', 20],
      ['views.apply.after', 20],
      ['index.apply.sent', 10],
    ],
    'redis',
  ),
  ...rows(
    'engine',
    'rebuild',
    [
      ['views.write.before', 1],
      ['views.promote.sent', 1],
    ],
    'redis',
  ),
  ...rows('engine', 'emptied', [['views.promote.before', 4]], 'redis'),
];

/** Between what becomes of an order and the receiver who is told of it. */
const NOTICES = rows('engine', 'load', [
  ['append.NoticeIssued.before', 2],
  ['append.NoticeIssued.sent', 2],
  ['append.NoticeIssued.after', 2],
  ['notice.deliver.before', 2],
  ['notice.deliver.sent', 2],
  ['notice.deliver.after', 2],
  ['append.NoticeDelivered.sent', 2],
  ['append.NoticeDelivered.after', 2],
]);

/** One of two engines on the same log, views and vault; the other one goes on. */
const TWO_ENGINES = rows('engine', 'load', [
  ['append.order.before', 20],
  ['append.order.sent', 20],
  ['append.StockReserved.after', 4],
  ['append.FulfillmentReleased.after', 3],
  ['checkpoint.store.sent', 1],
  ['vault.put.after', 1],
  ['views.apply.sent', 20],
  ['index.apply.after', 10],
]);

/** Points in groups; each group has processes and a log of its own. */
export const POINT_GROUPS: Readonly<Record<string, readonly KillPoint[]>> = {
  'points-appends': ENGINE_LOAD.slice(0, 19),
  'points-steps': ENGINE_LOAD.slice(19),
  'points-views': ENGINE_VIEWS,
  'points-life': ENGINE_LIFE,
  'points-store': STORE,
  'points-beside': BESIDE,
  'points-notices': NOTICES,
  'points-two-engines': TWO_ENGINES,
};
