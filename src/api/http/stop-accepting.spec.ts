import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stopAccepting } from './stop-accepting.js';

/** Longer than any test. */
const LONG_MS = 60_000;

/** Answers a request when it is told to. */
class PatientServer {
  private readonly waiting: (() => void)[] = [];
  private arrival: () => void = () => undefined;
  readonly server: Server = createServer((_request, response) => {
    this.waiting.push(() => response.end('done'));
    this.arrival();
  });

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async requestIsThere(): Promise<void> {
    if (this.waiting.length > 0) return;
    await new Promise<void>((resolve) => {
      this.arrival = resolve;
    });
  }

  answer(): void {
    for (const end of this.waiting.splice(0)) end();
  }
}

let subject: PatientServer;
let agent: Agent;
let port: number;

beforeEach(async () => {
  subject = new PatientServer();
  await subject.listen();
  ({ port } = subject.server.address() as AddressInfo);
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(() => {
  agent.destroy();
  subject.server.closeAllConnections();
});

/** What a client hears: the status, or the error's code. */
function ask(): Promise<number | string> {
  return new Promise((resolve) => {
    const call = request({ host: '127.0.0.1', port, agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    call.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    call.end();
  });
}

describe('a server that stops accepting', () => {
  it('is done at once when nobody is connected, and when it never listened', async () => {
    await stopAccepting(subject.server, LONG_MS);
    await stopAccepting(subject.server, LONG_MS);
    expect(subject.server.listening).toBe(false);
  });

  it('lets go of a connection that is kept open and idle', async () => {
    const first = ask();
    await subject.requestIsThere();
    subject.answer();
    expect(await first).toBe(200);

    await stopAccepting(subject.server, LONG_MS);

    expect(subject.server.listening).toBe(false);
  });

  it('answers the request that is under way, and then lets go of its connection, though it was kept alive', async () => {
    const underWay = ask();
    await subject.requestIsThere();
    const stopped = stopAccepting(subject.server, LONG_MS);
    subject.answer();

    expect(await underWay).toBe(200);
    await stopped;
    const late = await new Promise((resolve) => {
      request({ host: '127.0.0.1', port })
        .once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
        .end();
    });
    expect(late).toBe('ECONNREFUSED');
  });

  it('is done though its client sends one request after the other without a pause', async () => {
    const pump = async (): Promise<number | string> => {
      for (;;) {
        const heard = await ask();
        if (heard !== 200) return heard;
      }
    };
    subject.server.on('request', () => subject.answer());
    const pumping = subject.requestIsThere().then(() => stopAccepting(subject.server, LONG_MS));
    const heard = pump();

    await pumping;
    expect(['ECONNREFUSED', 'ECONNRESET']).toContain(await heard);
  });

  it('cuts off, after its time, a request that does not get on', async () => {
    const stuck = request({ host: '127.0.0.1', port, method: 'POST', headers: { 'content-length': 9 } });
    const heard = new Promise((resolve) => {
      stuck.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    stuck.write('half');
    await subject.requestIsThere();

    await stopAccepting(subject.server, 10);

    expect(await heard).toBe('ECONNRESET');
  });
});
