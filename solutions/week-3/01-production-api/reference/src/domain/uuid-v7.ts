import type { Clock } from './clock.ts';

/** Ids of one millisecond differ in these twelve bits (RFC 9562, 6.2, method 1) and in 62 random ones. */
const counterLimit = 0x1000;

/**
 * Makes UUIDs of version 7 that ascend, as text too: 48 bits of milliseconds, a counter of twelve bits, 62 random bits.
 * When a millisecond has used up its counter, the next one is borrowed; when the clock goes back, the last one is kept.
 */
export function createUuidV7(clock: Clock, randomBytes: (size: number) => Buffer): () => string {
  let millisecond = 0;
  let counter = 0;
  return () => {
    const now = clock.now().getTime();
    if (now > millisecond) {
      millisecond = now;
      counter = 0;
    } else if (++counter === counterLimit) {
      millisecond++;
      counter = 0;
    }
    const bytes = randomBytes(16);
    bytes.writeUIntBE(millisecond, 0, 6);
    bytes.writeUInt16BE(0x7000 | counter, 6);
    bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  };
}
