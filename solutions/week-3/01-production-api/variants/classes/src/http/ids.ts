import { getRandomValues } from 'node:crypto';
import type { Clock, Stamp } from '../domain/model.ts';

/** 74 random bits behind the time: enough to differ, and the order is kept elsewhere. */
export class ClockStamp implements Stamp {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  time(): string {
    return this.#clock.now().toISOString();
  }

  id(): string {
    const random = getRandomValues(new Uint8Array(10));
    const time = this.#clock.now().getTime().toString(16).padStart(12, '0');
    const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const variant = ((Number.parseInt(hex.slice(3, 4), 16) & 3) | 8).toString(16);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
  }
}

export function isUuid(text: string): boolean {
  return /^[\da-fA-F]{8}-[\da-fA-F]{4}-[\da-fA-F]{4}-[\da-fA-F]{4}-[\da-fA-F]{12}$/.test(text);
}
