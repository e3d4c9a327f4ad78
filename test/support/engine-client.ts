import { Agent, request } from 'node:http';
import type { Json } from './api-fixture.js';

/** One answer over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Json;
}

/** A caller of the engine over real connections, kept alive. Repeats nothing by itself. */
export class EngineClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 32 });

  /** @param urlOf asked at each request: an engine that was started again listens elsewhere */
  constructor(private readonly urlOf: () => string) {}

  get(path: string): Promise<WireAnswer> {
    return this.send('GET', path);
  }

  /** A command. With a key it may be sent again. */
  post(path: string, body: object = {}, key?: string): Promise<WireAnswer> {
    return this.send('POST', path, body, key);
  }

  /** The body of an answer that must be a success. */
  async read(path: string): Promise<Json> {
    return successOf(await this.get(path), path);
  }

  /** The body of the answer to a command that must be taken. */
  async command(path: string, body: object = {}, key?: string): Promise<Json> {
    return successOf(await this.post(path, body, key), path);
  }

  close(): void {
    this.agent.destroy();
  }

  private send(method: string, path: string, body?: object, key?: string): Promise<WireAnswer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      ...(text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    return new Promise((resolve, reject) => {
      const call = request(`${this.urlOf()}${path}`, { method, headers, agent: this.agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const content = Buffer.concat(chunks).toString();
          const isJson = /json/.test(response.headers['content-type'] ?? '');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: isJson && content !== '' ? JSON.parse(content) : content,
          });
        });
      });
      call.on('error', reject);
      call.end(text);
    });
  }
}

function successOf({ status, body }: WireAnswer, path: string): Json {
  if (status >= 200 && status < 300) return body;
  throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
}
