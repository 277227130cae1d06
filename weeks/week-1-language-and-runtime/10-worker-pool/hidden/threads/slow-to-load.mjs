// Takes a while to load, so many ms as its URL says: that must not count towards the time limit of a task.
const ms = Number(new URL(import.meta.url).searchParams.get('ms'));
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

export function quick() {
  return 'quick';
}
