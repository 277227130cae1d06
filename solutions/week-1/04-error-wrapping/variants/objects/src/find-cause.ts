import { Layer } from './layer.ts';
import type { ErrorClass } from './types.ts';

export function findCause<T>(error: unknown, matcher: (error: unknown) => error is T): T | undefined;
export function findCause(error: unknown, matcher: (error: unknown) => boolean): unknown;
export function findCause<T extends Error>(error: unknown, matcher: ErrorClass<T>): T | undefined;
export function findCause(error: unknown, matcher: ErrorClass | ((error: unknown) => boolean)): unknown {
  const accepts = isErrorClass(matcher)
    ? (layer: Layer) => layer.isA(matcher)
    : (layer: Layer) => matcher(layer.value);
  return flatten(new Layer(error)).find(accepts)?.value;
}

function isErrorClass(matcher: ErrorClass | ((error: unknown) => boolean)): matcher is ErrorClass {
  return matcher === Error || Object.prototype.isPrototypeOf.call(Error.prototype, Object(matcher.prototype));
}

/** All layers in the order in which they are looked at. */
function flatten(top: Layer): readonly Layer[] {
  const layers = new Map<unknown, Layer>();
  const stack: Layer[] = [top];
  for (let layer = stack.shift(); layer !== undefined; layer = stack.shift()) {
    if (layers.has(layer.value)) continue;
    layers.set(layer.value, layer);
    const { cause } = layer;
    stack.unshift(...layer.parts, ...(cause === null ? [] : [cause]));
  }
  return [...layers.values()];
}
