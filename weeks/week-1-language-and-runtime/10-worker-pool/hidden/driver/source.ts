import type { Gates } from './gates.ts';
import type { Teller } from './tell.ts';

export interface SourcePlan {
  readonly kind: 'array' | 'sync' | 'async';
  readonly length: number;
  /** The items from this one on come only when the gate `<map>:item:<index>` opens. */
  readonly gatedFrom?: number;
  /** Throws instead of giving this item. */
  readonly throwsAt?: number;
  /** Its `return()` settles only when the gate `<map>:closed` opens. */
  readonly slowToClose?: boolean;
}

/** A source of items that says when it is asked and when it is closed. The items are `<map>:0`, `<map>:1` … */
export function createSource(
  map: string,
  plan: SourcePlan,
  { gates, emit, teller }: { gates: Gates; emit: (name: string, data: unknown) => void; teller: Teller },
): unknown {
  let index = 0;
  const item = (at: number) => `${map}:${at}`;
  if (plan.kind === 'array') return Array.from({ length: plan.length }, (_, at) => item(at));

  const take = (): IteratorResult<string, undefined> => {
    const at = index++;
    if (at === plan.throwsAt) {
      const error = new Error(`what the source of ${map} threw`);
      teller.know(error, error.message);
      throw error;
    }
    if (at >= plan.length) return { done: true, value: undefined };
    emit('source.pulled', { map, index: at });
    return { done: false, value: item(at) };
  };
  const close = () => {
    emit('source.closed', { map });
    return { done: true as const, value: undefined };
  };
  if (plan.kind === 'sync') return { [Symbol.iterator]: () => ({ next: take, return: close }) };
  const next = async () => {
    const at = index;
    const result = take();
    if (plan.gatedFrom !== undefined && at >= plan.gatedFrom) await gates.wait(`${map}:item:${at}`);
    return result;
  };
  const slowClose = async () => {
    const result = close();
    if (plan.slowToClose === true) await gates.wait(`${map}:closed`);
    return result;
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: slowClose }) };
}
