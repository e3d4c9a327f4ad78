import { ApiProperty } from '@nestjs/swagger';
import { formatPosition } from '../../application/ports/position.js';
import type { Call } from './call.js';
import type { TakenResult } from './command-gateway.js';
import { etagOf } from './etag.js';

/** What every command answers, beside the ids of what it changed. */
export class CommandAnswer {
  @ApiProperty({ enum: ['accepted', 'unchanged'], description: '`unchanged`: things were already as asked.' })
  outcome!: 'accepted' | 'unchanged';

  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 3,
    description: 'Revision of the changed resource: its ETag. Null when there is no such thing yet.',
  })
  revision!: number | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    pattern: '^\\d{20}$',
    example: '00000000000000004711',
    description:
      'Log position of the change; give it to `waitFor` to read your own write. Null when unchanged.',
  })
  position!: string | null;

  @ApiProperty({
    description: 'This Idempotency-Key had taken effect before; nothing was done again.',
    example: false,
  })
  repeated!: boolean;
}

/** A {@link CommandAnswer} as plain data. */
export interface CommandSummary {
  readonly outcome: 'accepted' | 'unchanged';
  readonly revision: number | null;
  readonly position: string | null;
  readonly repeated: boolean;
}

/** The answer to a command, with `ids` of what it was about; sets the ETag. */
export function answerCommand<Ids extends object>(
  call: Call,
  result: TakenResult,
  ids: Ids,
): Ids & CommandSummary {
  if (result.revision !== null) call.reply.header('etag', etagOf(result.revision));
  return { ...ids, ...summaryOf(result) };
}

/** The same for one of many commands of a request: nothing is set. */
export function summaryOf(result: TakenResult): CommandSummary {
  const isAccepted = result.outcome === 'accepted';
  return {
    outcome: result.outcome,
    revision: result.revision === null ? null : Number(result.revision),
    position: isAccepted ? formatPosition(result.position) : null,
    repeated: isAccepted && result.repeated,
  };
}
