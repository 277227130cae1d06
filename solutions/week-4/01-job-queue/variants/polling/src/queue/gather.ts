/** Hands on together what comes one by one within `ms`; one lot after the other. What a lot rejects with is left to `send`. */
export function gather<T>(ms: number, send: (lot: readonly T[]) => Promise<void>): (item: T) => void {
  let lot = new Set<T>();
  let busy = false;
  const flush = async () => {
    const items = [...lot];
    lot = new Set();
    await send(items);
    busy = false;
    if (lot.size > 0) begin();
  };
  const begin = () => {
    busy = true;
    setTimeout(() => void flush(), ms);
  };
  return (item) => {
    lot.add(item);
    if (!busy) begin();
  };
}
