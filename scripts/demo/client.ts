import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  // The demo reads answers as any HTTP client would: by their documented shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

const RETRIED_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
/** As long as an engine may take to come back after it was killed. */
const GIVE_UP_AFTER_MS = 120_000;
/** The pause before the second try; each is twice the one before. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** Where the client has its time from. */
export interface DemoClock {
  /** Milliseconds since any moment. */
  now(): number;
  pause(ms: number): Promise<void>;
}

const SYSTEM_CLOCK: DemoClock = { now: () => performance.now(), pause: (ms) => delay(ms) };

/** What one try came to. */
type Outcome =
  /** `retryAfterMs`: as the engine asks for; 0 where it asks for nothing. */
  | { readonly answer: Answer; readonly retryAfterMs: number }
  /** Whether the request arrived is not known. */
  | { readonly error: unknown };

/**
 * A small HTTP client that behaves as a careful integrator should: kept-alive connections, an Idempotency-Key on
 * every command, and the same request again when the engine did not answer.
 */
export class DemoClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  requests = 0;
  retries = 0;

  constructor(
    private readonly baseUrl: string,
    private readonly clock: DemoClock = SYSTEM_CLOCK,
  ) {}

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  /** A command. The key makes a repeat harmless, whether the first try was lost before or after it took effect. */
  async command(
    path: string,
    key: string,
    body: object = {},
    method: 'POST' | 'PUT' = 'POST',
  ): Promise<Answer> {
    return this.send(method, path, JSON.stringify(body), key);
  }

  close(): void {
    this.agent.destroy();
  }

  /** The answer that decides the request, or after {@link GIVE_UP_AFTER_MS} what the last try came to. */
  private async send(method: string, path: string, body?: string, key?: string): Promise<Answer> {
    const giveUpAt = this.clock.now() + GIVE_UP_AFTER_MS;
    for (let attempt = 0; ; attempt += 1) {
      this.requests += 1;
      const outcome = await this.once(method, path, body, key).catch((error: unknown) => ({ error }));
      const pauseMs = pauseAfter(outcome, attempt);
      if (pauseMs === null || this.clock.now() + pauseMs > giveUpAt) {
        if ('error' in outcome) throw outcome.error;
        return outcome.answer;
      }
      this.retries += 1;
      await this.clock.pause(pauseMs);
    }
  }

  private once(method: string, path: string, body?: string, key?: string): Promise<Outcome> {
    const headers: Record<string, string> = {};
    if (body !== undefined) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = String(Buffer.byteLength(body));
    }
    if (key !== undefined) headers['idempotency-key'] = key;
    return new Promise((resolve, reject) => {
      const call = request(
        `${this.baseUrl}${path}`,
        { method, headers, agent: this.agent, timeout: 30_000 },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            try {
              const answer = {
                status: response.statusCode ?? 0,
                body: text === '' ? null : JSON.parse(text),
              };
              resolve({ answer, retryAfterMs: retryAfterMs(response.headers['retry-after']) });
            } catch {
              reject(new Error(`${method} ${path}: the answer is not JSON: ${text.slice(0, 200)}`));
            }
          });
        },
      );
      call.on('timeout', () =>
        call.destroy(Object.assign(new Error(`${method} ${path}: no answer`), { code: 'ETIMEDOUT' })),
      );
      call.on('error', reject);
      call.end(body);
    });
  }
}

/** How long to wait before the next try; null: there is none. */
function pauseAfter(outcome: Outcome, attempt: number): number | null {
  const isOver = 'error' in outcome ? !isRetryable(outcome.error) : !isForLater(outcome.answer);
  if (isOver) return null;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return 'error' in outcome ? pauseMs : Math.max(pauseMs, outcome.retryAfterMs);
}

/** The engine says it in seconds. */
function retryAfterMs(header: string | undefined): number {
  return /^\d+$/.test(header ?? '') ? Number(header) * 1_000 : 0;
}

/** Nothing was decided yet: the engine is not able to, or is still at work on the first request with this key. */
function isForLater({ status, body }: Answer): boolean {
  return status === 503 || status === 429 || body?.code === 'IDEMPOTENCY_IN_PROGRESS';
}

/** The answer's body, or an error that says what was asked and what came back. */
export function expectOk(answer: Answer, what: string): Answer['body'] {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
}

function isRetryable(error: unknown): boolean {
  return RETRIED_CODES.has((error as NodeJS.ErrnoException).code ?? '');
}

/** Runs `work` over `items` in order of their start, at most `width` at a time. */
export async function inParallel<T>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
