import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { HttpReply, HttpRequest } from '../http/http-types.js';
import type { RouteTable } from '../http/route-table.js';
import { type ProblemError, problem } from './problem.js';
import { isForOperator, problemOfError } from './problem-of-error.js';

export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** Answers every error as problem+json. What nobody foresaw is logged, and told without any of its inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Api');

  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const reply = http.getResponse<HttpReply>();
    if (reply.sent) return;
    sendProblem(reply, this.answerTo(error, request));
  }

  private answerTo(error: unknown, request: HttpRequest): ProblemError {
    const known = problemOfError(error);
    if (isForOperator(error)) {
      this.logger.error(
        { requestId: request.id, route: request.routeOptions?.url, message: String(error) },
        error instanceof Error ? error.stack : undefined,
      );
    }
    if (known === null) {
      return problem('INTERNAL_ERROR', `The engine failed. Tell its operator the request id ${request.id}.`);
    }
    if (known.problem.code !== 'ROUTE_NOT_FOUND') return known;
    const methods = this.routes.methodsOf(request.url);
    if (methods.length === 0) return known;
    return problem('METHOD_NOT_ALLOWED', `This address takes ${methods.join(', ')}.`, {
      headers: { allow: methods.join(', ') },
    });
  }
}

/** Sends a problem as the answer. */
export function sendProblem(reply: HttpReply, { problem, headers }: ProblemError): void {
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  reply.status(problem.status).header('content-type', PROBLEM_JSON).send(JSON.stringify(problem));
}
