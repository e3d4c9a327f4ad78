import type { LoggerService } from '@nestjs/common';

/** Keeps what the engine writes to its log of lines, for whoever looks through it. */
export class LogLines implements LoggerService {
  readonly written: unknown[] = [];
  readonly log = (...parts: unknown[]): void => void this.written.push(parts);
  readonly error = this.log;
  readonly warn = this.log;
  readonly debug = this.log;
  readonly verbose = this.log;
  readonly fatal = this.log;
}
