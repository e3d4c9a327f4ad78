import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Call, readCall } from './call.js';
import type { HttpReply, HttpRequest } from './http-types.js';

/** Injects the {@link Call} of a request into a handler. */
export const HttpCall = createParamDecorator((_data: unknown, context: ExecutionContext): Call => {
  const http = context.switchToHttp();
  return readCall(http.getRequest<HttpRequest>(), http.getResponse<HttpReply>());
});
