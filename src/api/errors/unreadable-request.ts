import type { ProblemCode } from './problem-catalogue.js';
import { PROBLEM_JSON } from './problem.filter.js';
import { problem } from './problem.js';

interface RawSocket {
  readonly writable: boolean;
  write(text: string): unknown;
  destroy(error?: Error): unknown;
}

/** Answers what is not even HTTP: there is no request, only a socket. */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: RawSocket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code: ProblemCode = error.code === 'HPE_HEADER_OVERFLOW' ? 'HEADERS_TOO_LARGE' : 'MALFORMED_REQUEST';
  const { problem: answer } = problem(code, 'The request cannot be read as HTTP.');
  const body = JSON.stringify(answer);
  const head = `HTTP/1.1 ${answer.status} ${answer.title}\r\nconnection: close\r\ncontent-type: ${PROBLEM_JSON}`;
  socket.write(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  socket.destroy();
}
