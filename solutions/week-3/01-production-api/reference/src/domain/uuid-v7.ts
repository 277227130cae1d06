/** Ids of one millisecond differ in these twelve bits (RFC 9562, 6.2, method 1) and in 62 random ones. */
const counterLimit = 0x1000;

/**
 * Makes UUIDs of version 7 that ascend, as text too: 48 bits of milliseconds, a counter of twelve bits, and the 62 random
 * bits of a UUID of version 4, which has them at the same place.
 * When a millisecond has used up its counter, the next one is borrowed; when the clock goes back, the last one is kept.
 */
export function createUuidV7(randomUuid: () => string): (now: Date) => string {
  let millisecond = 0;
  let counter = 0;
  return (now) => {
    if (now.getTime() > millisecond) {
      millisecond = now.getTime();
      counter = 0;
    } else if (++counter === counterLimit) {
      millisecond++;
      counter = 0;
    }
    const time = hex(millisecond, 12);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(counter, 3)}-${randomUuid().slice(19)}`;
  };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
