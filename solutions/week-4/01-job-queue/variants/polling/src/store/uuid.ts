import { randomUUID } from 'node:crypto';

/** A random UUID whose first 48 bits are replaced by the time, and whose version says so. */
export function uuidV7(now: Date): string {
  const time = now.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${randomUUID().slice(15)}`;
}
