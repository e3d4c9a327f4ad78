import {
  Command,
  CommandHandler,
  type ICommandHandler,
  type IQueryHandler,
  Query,
  QueryHandler,
} from '@nestjs/cqrs';
import { NO_POSITION } from '../shared/answer.view.js';
import type { ProjectionName, ProjectionStatus, RebuildReport } from './operations.view.js';
import { ProjectionsWorker } from './projections.worker.js';

/** Waits until every view reflects a position of the log (20 digits), at most `timeoutMs`. */
export class WaitForPositionQuery extends Query<{ readonly reached: boolean; readonly position: string }> {
  constructor(
    readonly position: string,
    readonly timeoutMs: number,
  ) {
    super();
  }
}

/** How each view stands. */
export class ProjectionStatusQuery extends Query<readonly ProjectionStatus[]> {}

/** Builds a view anew beside the one that is served, compares the two and swaps. Returns when that is done. */
export class RebuildProjectionCommand extends Command<RebuildReport> {
  constructor(readonly name: ProjectionName) {
    super();
  }
}

@QueryHandler(WaitForPositionQuery)
export class WaitForPositionQueryHandler implements IQueryHandler<WaitForPositionQuery> {
  constructor(private readonly worker: ProjectionsWorker) {}

  /** @throws ViewStoreUnavailable */
  async execute({ position, timeoutMs }: WaitForPositionQuery): Promise<{
    readonly reached: boolean;
    readonly position: string;
  }> {
    const { reached, position: found } = await this.worker.board.waitFor(position, timeoutMs);
    return { reached, position: found ?? NO_POSITION };
  }
}

@QueryHandler(ProjectionStatusQuery)
export class ProjectionStatusQueryHandler implements IQueryHandler<ProjectionStatusQuery> {
  constructor(private readonly worker: ProjectionsWorker) {}

  /** @throws ViewStoreUnavailable */
  async execute(): Promise<readonly ProjectionStatus[]> {
    return this.worker.status();
  }
}

@CommandHandler(RebuildProjectionCommand)
export class RebuildProjectionCommandHandler implements ICommandHandler<RebuildProjectionCommand> {
  constructor(private readonly worker: ProjectionsWorker) {}

  /** @throws ProjectionsNotRunning, ViewStoreUnavailable, EventStoreUnavailable */
  async execute({ name }: RebuildProjectionCommand): Promise<RebuildReport> {
    return this.worker.rebuild(name);
  }
}
