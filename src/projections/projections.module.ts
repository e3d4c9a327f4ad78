import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CANDIDATE_READER } from '../application/ports/candidate-reader.js';
import { CLOCK, type Clock } from '../application/ports/clock.js';
import { EVENT_STORE, type EventStore } from '../application/ports/event-store.js';
import { NETWORK_DIRECTORY, type NetworkDirectory } from '../application/ports/network-directory.js';
import { VIEW_STORE, type ViewStore } from '../application/ports/view-store.js';
import { AvailabilityQueryHandler } from './availability/availability.query.js';
import { FulfillmentQueryHandler, NodeWorkQueryHandler } from './node-work/node-work.query.js';
import {
  NoticeFeedQueryHandler,
  NoticeQueryHandler,
  OrderNoticesQueryHandler,
} from './notices/notices.query.js';
import {
  ProjectionStatusQueryHandler,
  RebuildProjectionCommandHandler,
  WaitForPositionQueryHandler,
} from './operations/operations.query.js';
import { ProjectionsWorker } from './operations/projections.worker.js';
import { OrderDecisionsQueryHandler } from './order-decisions/order-decisions.query.js';
import { OrderCountsQueryHandler, OrderSearchQueryHandler } from './order-search/order-search.query.js';
import { OrderStatusQueryHandler } from './order-status/order-status.query.js';
import { OrderTimelineQueryHandler } from './order-timeline/order-timeline.query.js';
import { ParkedDemandQueryHandler } from './parked-demand/parked-demand.query.js';
import { logRunnerNote } from './runtime/log-runner-note.js';
import { ViewCandidateReader } from './sourcing-candidates/view-candidate-reader.js';

const HANDLERS = [
  AvailabilityQueryHandler,
  FulfillmentQueryHandler,
  NodeWorkQueryHandler,
  NoticeFeedQueryHandler,
  NoticeQueryHandler,
  OrderNoticesQueryHandler,
  OrderCountsQueryHandler,
  OrderDecisionsQueryHandler,
  OrderSearchQueryHandler,
  OrderStatusQueryHandler,
  OrderTimelineQueryHandler,
  ParkedDemandQueryHandler,
  ProjectionStatusQueryHandler,
  RebuildProjectionCommandHandler,
  WaitForPositionQueryHandler,
];

/** Starts feeding when the process is up, and finishes the batch in hand when it goes down. */
@Injectable()
class ProjectionsLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(@Inject(ProjectionsWorker) private readonly worker: ProjectionsWorker) {}

  onApplicationBootstrap(): void {
    this.worker.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.stop();
  }
}

/**
 * Views and their queries. Needs VIEW_STORE, EVENT_STORE, CLOCK and NETWORK_DIRECTORY from global modules.
 * @param options.run false for a process that answers queries and leaves feeding the views to others
 */
@Module({})
export class ProjectionsModule {
  static register(options: { readonly run: boolean }): DynamicModule {
    const logger = new Logger('Projections');
    return {
      module: ProjectionsModule,
      imports: [CqrsModule],
      providers: [
        {
          provide: ProjectionsWorker,
          inject: [EVENT_STORE, VIEW_STORE, CLOCK],
          useFactory: (eventStore: EventStore, viewStore: ViewStore, clock: Clock) =>
            new ProjectionsWorker(options.run, eventStore, viewStore, clock, (note) =>
              logRunnerNote(logger, note),
            ),
        },
        {
          provide: CANDIDATE_READER,
          inject: [VIEW_STORE, NETWORK_DIRECTORY, EVENT_STORE],
          useFactory: (views: ViewStore, network: NetworkDirectory, eventStore: EventStore) =>
            new ViewCandidateReader(views, network, () => eventStore.headPosition()),
        },
        ProjectionsLifecycle,
        ...HANDLERS,
      ],
      exports: [CANDIDATE_READER, ProjectionsWorker],
    };
  }
}
