import type { Ids } from '../../application/ports/ids.js';
import type { Notifier } from '../../application/ports/notifier.js';
import type { CommandRunner } from '../../application/runtime/command-runner.js';
import { DEFAULT_FAILURE_RULES, type FailureRules } from '../runtime/failure-verdict.js';
import { type PumpDependencies, type PumpStatus, SagaPump } from '../runtime/saga-pump.js';
import { NOTICE_DELIVERY, NoticeDeliveryWorker } from './notice-delivery.worker.js';
import { NOTICES, NoticesWorker } from './notices.worker.js';

export interface NoticesDependencies extends PumpDependencies {
  readonly runner: CommandRunner;
  readonly ids: Ids;
  /** Null: notices are issued and read, and nobody is called. */
  readonly notifier: Notifier | null;
  readonly delivery?: Partial<DeliveryHabits>;
}

/** How a receiver that does not answer is tried again: each pause is twice the one before. */
export interface DeliveryHabits {
  readonly attempts: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/** Ten tries in 43 minutes: a restart of the receiver is outlasted, a dead one is told of within the hour. */
const DEFAULT_DELIVERY: DeliveryHabits = { attempts: 10, firstPauseMs: 5_000, longestPauseMs: 3_600_000 };

/** A position is stored less often than the order process stores its own: what is repeated changes nothing. */
const CHECKPOINTS = { checkpointEveryEvents: 5_000, checkpointEveryMs: 5_000 };

/** A log does not begin with an order: its policy comes before. */
const BEFORE_ALL_ORDERS = 0n;

/** Rule 6 of re-sourcing at work: one pump that issues notices, and one that sends them where there is a receiver. */
export class NoticesProcess {
  private readonly pumps: ReadonlyMap<string, SagaPump>;

  constructor(private readonly dependencies: NoticesDependencies) {
    const { notifier, delivery, options } = dependencies;
    const pumps = new Map<string, SagaPump>();
    const own = { ...dependencies, options: { ...options, ...CHECKPOINTS } };
    pumps.set(NOTICES, new SagaPump(new NoticesWorker(dependencies), own));
    if (notifier !== null) {
      const habits = { ...DEFAULT_DELIVERY, ...delivery };
      const worker = new NoticeDeliveryWorker({ ...dependencies, notifier, attempts: habits.attempts });
      pumps.set(NOTICE_DELIVERY, new SagaPump(worker, { ...dependencies, failureRules: rulesOf(habits) }));
    }
    this.pumps = pumps;
  }

  /** Of each part, by its name. */
  get statuses(): Readonly<Record<string, PumpStatus>> {
    return Object.fromEntries([...this.pumps].map(([name, pump]) => [name, pump.status]));
  }

  /** Continues at the checkpoints. @throws when the log cannot be reached */
  async start(): Promise<void> {
    for (const [name, pump] of this.pumps) {
      await this.beginAtTheEnd(name);
      await pump.start();
    }
  }

  /** Finishes the tries under way and stores the checkpoints. */
  async stop(): Promise<void> {
    await Promise.all([...this.pumps.values()].map((pump) => pump.stop()));
  }

  /** A log that is older than this has a past that nobody wants to be told of now. */
  private async beginAtTheEnd(name: string): Promise<void> {
    const { checkpoints, store } = this.dependencies;
    if ((await checkpoints.load(name)) !== null) return;
    // Of an empty log, too: else a crash before the first checkpoint would make a past of what is still to be told.
    await checkpoints.store(name, (await store.headPosition()) ?? BEFORE_ALL_ORDERS);
  }
}

/** The worker gives a notice up by itself; what the runtime parks is a defect. */
function rulesOf({ attempts, firstPauseMs, longestPauseMs }: DeliveryHabits): FailureRules {
  const maxAttempts = attempts + DEFAULT_FAILURE_RULES.maxAttempts;
  return { maxAttempts, retryBaseMs: firstPauseMs, retryLimitMs: longestPauseMs };
}
