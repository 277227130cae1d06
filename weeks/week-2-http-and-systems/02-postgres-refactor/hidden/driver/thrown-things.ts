/** What a test wants to have thrown, in words that go through a pipe. */
export type Thing =
  | { readonly as: 'error' | 'plain' | 'bare' | 'inherited' | 'getter' | 'cause'; readonly code: unknown }
  | { readonly as: 'value'; readonly value: unknown }
  | { readonly as: 'undefined' | 'symbol' | 'throwing getter' | 'revoked proxy' };

/** The thing itself. */
export function makeThing(thing: Thing): unknown {
  switch (thing.as) {
    case 'error':
      return Object.assign(new Error('what PostgreSQL said'), { code: thing.code });
    case 'plain':
      return { code: thing.code };
    case 'bare':
      return Object.assign(Object.create(null), { code: thing.code });
    case 'inherited':
      return Object.create(Object.assign(new Error('what PostgreSQL said'), { code: thing.code }));
    case 'getter':
      return Object.defineProperty(new Error('what PostgreSQL said'), 'code', { get: () => thing.code });
    case 'cause':
      return new Error('a wrapper', { cause: makeThing({ as: 'error', code: thing.code }) });
    case 'value':
      return thing.value;
    case 'undefined':
      return undefined;
    case 'symbol':
      return Symbol('40001');
    case 'throwing getter':
      return {
        get code() {
          throw new Error('nobody reads this');
        },
      };
    case 'revoked proxy': {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    }
    default:
      return thing satisfies never;
  }
}
