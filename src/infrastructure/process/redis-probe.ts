import { connect } from 'node:net';

const ANSWER_WITHIN_MS = 2_000;

/** What a Redis behind a unix socket says of itself. */
export interface RedisIdentity {
  readonly pid: number;
  /** True while it still reads its data. */
  readonly isLoading: boolean;
}

/** Asks the Redis behind a socket who it is. Null when nobody answers there. */
export async function identifyRedis(socketPath: string): Promise<RedisIdentity | null> {
  const info = await ask(socketPath, 'INFO');
  const pid = Number(/^process_id:(\d+)\r?$/m.exec(info ?? '')?.[1]);
  if (info === null || !Number.isInteger(pid)) return null;
  return { pid, isLoading: /^loading:1\r?$/m.test(info) };
}

/** One inline command over a line of its own; the answer as text, or null. */
function ask(socketPath: string, command: string): Promise<string | null> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(socketPath);
    const finish = (result: string | null): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(ANSWER_WITHIN_MS, () => finish(null));
    socket.once('error', () => finish(null));
    socket.once('close', () => finish(answer === '' ? null : answer));
    socket.on('data', (bytes) => {
      answer += bytes.toString();
    });
    // QUIT makes the server close the line once it has answered.
    socket.write(`${command}\r\nQUIT\r\n`);
  });
}
