import { Logger } from '@nestjs/common';
import { type Problem, type ProblemError, problem } from './problem.js';
import { isForOperator, problemOfError } from './problem-of-error.js';

/** What a row that was refused says of itself. */
export type RowFault = Pick<Problem, 'status' | 'code' | 'detail' | 'errors' | 'allowed'>;

const logger = new Logger('Api');

/** What became of one of many rows. As for a whole request, what nobody foresaw is logged, and told without its inside. */
export function faultOfRow(error: unknown, row: number, correlationId: string): RowFault {
  if (isForOperator(error)) {
    const about = { correlationId, row, message: String(error) };
    logger.error(about, error instanceof Error ? error.stack : undefined);
  }
  const { problem: fault } = problemOfError(error) ?? unforeseen(correlationId);
  const { status, code, detail, errors, allowed } = fault;
  return {
    status,
    code,
    detail,
    ...(errors === undefined ? {} : { errors }),
    ...(allowed === undefined ? {} : { allowed }),
  };
}

function unforeseen(correlationId: string): ProblemError {
  const detail = `The engine failed on this row. Tell its operator the correlation id ${correlationId}.`;
  return problem('INTERNAL_ERROR', detail);
}
