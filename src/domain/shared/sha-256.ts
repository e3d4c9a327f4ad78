/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const ROUND_CONSTANTS = fractionalRoots(64, Math.cbrt);
/** The same of the square roots of the first eight (FIPS 180-4, 5.3.3). */
const START = fractionalRoots(8, Math.sqrt);
const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;

/**
 * SHA-256 of a text in UTF-8, as 64 hexadecimal digits. Here because the domain takes nothing from the platform; it is
 * for small texts that are hashed once, such as a policy.
 */
export function sha256(text: string): string {
  const message = padded(utf8Of(text));
  const state = [...START];
  for (let offset = 0; offset < message.length; offset += BLOCK_BYTES) compress(state, message, offset);
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function compress(state: number[], message: readonly number[], offset: number): void {
  const schedule = scheduleOf(message, offset);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < 64; round += 1) {
    const mixed = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + mixed + choice + (ROUND_CONSTANTS[round] ?? 0) + (schedule[round] ?? 0)) | 0;
    const second = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, at) => {
    state[at] = ((state[at] ?? 0) + word) | 0;
  });
}

function scheduleOf(message: readonly number[], offset: number): readonly number[] {
  const words: number[] = [];
  for (let at = 0; at < 16; at += 1) {
    const [one = 0, two = 0, three = 0, four = 0] = message.slice(offset + at * 4, offset + at * 4 + 4);
    words.push((one << 24) | (two << 16) | (three << 8) | four);
  }
  for (let at = 16; at < 64; at += 1) {
    const [old = 0, recent = 0] = [words[at - 15], words[at - 2]];
    const low = rotated(old, 7) ^ rotated(old, 18) ^ (old >>> 3);
    const high = rotated(recent, 17) ^ rotated(recent, 19) ^ (recent >>> 10);
    words.push(((words[at - 16] ?? 0) + low + (words[at - 7] ?? 0) + high) | 0);
  }
  return words;
}

/** The message, a one bit, zeros up to a whole block, and the length in bits. */
function padded(bytes: readonly number[]): readonly number[] {
  const zeros = (2 * BLOCK_BYTES - LENGTH_BYTES - 1 - (bytes.length % BLOCK_BYTES)) % BLOCK_BYTES;
  const bits = bytes.length * 8;
  const length = Array.from({ length: LENGTH_BYTES }, (_, at) => Math.floor(bits / 256 ** (7 - at)) % 256);
  return [...bytes, 0x80, ...Array<number>(zeros).fill(0), ...length];
}

/** Half of a surrogate pair that stands alone becomes the replacement character, as everywhere. */
function utf8Of(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const point = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), tail(point));
    else if (point < 0x1_00_00) bytes.push(0xe0 | (point >> 12), tail(point >> 6), tail(point));
    else bytes.push(0xf0 | (point >> 18), tail(point >> 12), tail(point >> 6), tail(point));
  }
  return bytes;
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** Whole words: what stands before the point of a root is above their 32 bits and falls away. */
function fractionalRoots(count: number, root: (value: number) => number): readonly number[] {
  const words: number[] = [];
  for (let candidate = 2; words.length < count; candidate += 1) {
    if (isPrime(candidate)) words.push((root(candidate) * 2 ** 32) | 0);
  }
  return words;
}

function isPrime(value: number): boolean {
  for (let divisor = 2; divisor * divisor <= value; divisor += 1) {
    if (value % divisor === 0) return false;
  }
  return true;
}
