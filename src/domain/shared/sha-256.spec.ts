import { createHash } from 'node:crypto';
import { sha256 } from './sha-256.js';

const byPlatform = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

describe('the hash of a text', () => {
  it('is that of the standard', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('is that of the platform for every length around a block', () => {
    for (let length = 0; length <= 200; length += 1) {
      const text = 'wayfill'.repeat(30).slice(0, length);
      expect([length, sha256(text)]).toEqual([length, byPlatform(text)]);
    }
  });

  it.each(['Zürich', '€ 12', '倉庫', '📦 parcel', 'half \ud800 a pair', '\udc00', ''])(
    'is that of the platform for %j',
    (text) => {
      expect(sha256(text)).toBe(byPlatform(text));
    },
  );

  it.each([0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdfff, 0xe000, 0xffff, 0x10000, 0x10ffff])(
    'is that of the platform on both sides of where UTF-8 takes a byte more, and of half a pair: %i',
    (point) => {
      const text = String.fromCodePoint(point);
      expect(sha256(text)).toBe(byPlatform(text));
    },
  );
});
