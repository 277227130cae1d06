import { Layer } from './layer.ts';

export function rootCause(error: unknown): unknown {
  const passed = new Set([error]);
  let layer = new Layer(error);
  while (true) {
    const { cause } = layer;
    if (cause === null || passed.has(cause.value)) return layer.value;
    passed.add(cause.value);
    layer = cause;
  }
}
