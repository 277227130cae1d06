/**
 * Makes what drivers stand on unchangeable before the learner's module is loaded. Otherwise a module could answer for the
 * driver: a `then` on Object.prototype replaces every result, a patched `push` edits what was seen, a `performance.now` of
 * its own wins every race. Whoever tries gets the engine's TypeError.
 *
 * Object.prototype and Error.prototype only lose their openness to new members: were theirs read-only, `error.name = …` and
 * `object.toString = …` would fail on every object.
 */
export function lockIntrinsics(): void {
  const iterators = [[].values(), new Map().values(), new Set().values(), ''[Symbol.iterator]()];
  const generators = [function* () {}, async function* () {}, async () => {}];
  const locked: readonly object[] = [
    ...[Promise, Array, Map, Set, WeakMap, WeakSet, WeakRef, String, Number, Boolean, Function].flatMap(both),
    ...[EventTarget, AbortController, AbortSignal].flatMap(both),
    ...[Object, Symbol, BigInt, JSON, Math, Reflect, Proxy],
    ...iterators.flatMap(prototypes),
    ...generators.flatMap(prototypes),
  ];
  for (const each of locked) lock(each);
  for (const each of [Object.prototype, Error.prototype]) Object.preventExtensions(each);

  for (const name of globals) fix(globalThis, name, Reflect.get(globalThis, name));
  for (const name of measures) fix(process, name, Reflect.get(process, name));
  fix(performance, 'now', performance.now.bind(performance));
}

const globals = [
  ...[
    'Object',
    'Array',
    'Promise',
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'WeakRef',
    'String',
    'Number',
    'Boolean',
  ],
  ...['Function', 'Symbol', 'BigInt', 'JSON', 'Math', 'Reflect', 'Proxy', 'Error', 'TypeError', 'RangeError'],
  ...['EventTarget', 'AbortController', 'AbortSignal', 'performance', 'process', 'globalThis'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  ...['queueMicrotask', 'structuredClone'],
];
const measures = ['memoryUsage', 'cpuUsage', 'resourceUsage', 'hrtime', 'nextTick', 'getActiveResourcesInfo'];

function both(owner: { readonly prototype: object }): object[] {
  return [owner, owner.prototype];
}

/** The prototypes of a thing that are no other's constructor's, up to Object.prototype. */
function prototypes(thing: object): object[] {
  const above = Object.getPrototypeOf(thing) as object | null;
  return above === null || above === Object.prototype ? [] : [above, ...prototypes(above)];
}

/**
 * What Object.freeze does, member by member. After a freeze of Array.prototype, V8 boxes every double in every array (12 bytes
 * a number), and a learner's memory would be measured with the judge's costs in it.
 */
function lock(owner: object): void {
  for (const name of Reflect.ownKeys(owner)) {
    const { writable } = Reflect.getOwnPropertyDescriptor(owner, name) ?? {};
    Object.defineProperty(owner, name, {
      configurable: false,
      ...(writable === undefined ? {} : { writable: false }),
    });
  }
  Object.preventExtensions(owner);
}

function fix(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, writable: false, configurable: false });
}
