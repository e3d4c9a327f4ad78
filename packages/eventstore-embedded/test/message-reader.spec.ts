import fc from 'fast-check';
import { framed, MessageReader } from '../src/transport/message-reader.js';

function readIn(pieces: readonly Buffer[], maxBytes = 1_000): string[] {
  const found: string[] = [];
  const reader = new MessageReader(maxBytes);
  for (const piece of pieces) {
    reader.push(piece, (message, isCompressed) => {
      found.push(`${isCompressed ? 'z' : ''}${message.toString('hex')}`);
    });
  }
  return found;
}

describe('messages', () => {
  it('are the same however what carries them is cut', () => {
    const cuts = fc.array(fc.nat({ max: 3_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }),
        cuts,
        (messages, places) => {
          const bytes = framed(
            messages,
            messages.reduce((sum, { length }) => sum + length, 0),
          );
          const sorted = [
            0,
            ...places.filter((place) => place < bytes.length).sort((a, b) => a - b),
            bytes.length,
          ];
          const pieces = sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
          expect(readIn(pieces)).toEqual(messages.map((message) => Buffer.from(message).toString('hex')));
        },
      ),
      { seed: 20_261_122, numRuns: 300 },
    );
  });

  it('are known as compressed by the byte in front', () => {
    expect(readIn([Buffer.from([1, 0, 0, 0, 1, 7, 0, 0, 0, 0, 1, 8])])).toEqual(['z07', '08']);
  });

  it('are refused as soon as their length is known to be too great', () => {
    expect(() => readIn([Buffer.from([0, 0, 0, 4])], 1_024)).not.toThrow();
    expect(() => readIn([Buffer.from([0, 0, 0, 4, 1])], 1_024)).toThrow('larger than max (1025 vs 1024)');
  });
});
