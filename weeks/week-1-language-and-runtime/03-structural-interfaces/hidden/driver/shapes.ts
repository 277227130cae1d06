/**
 * The ways in which an object may have a member that can be called. All but the plain and the watched one fail when the
 * function is called without its object, or on a copy of it.
 */
export type Shape =
  | 'plain'
  | 'class'
  | 'getter'
  | 'inherited'
  | 'frozen'
  | 'changing'
  | 'callable'
  /** Tells what else is looked at. */
  | 'watched';

type Act = (argument: unknown) => unknown;

export function makeShape(shape: Shape, member: string, act: Act, looked: (member: string) => void): object {
  switch (shape) {
    case 'plain':
      return { [member]: (argument: unknown) => act(argument) };
    case 'class':
      return withMethod(member, act);
    case 'frozen':
      return Object.freeze(withMethod(member, act));
    case 'getter':
      return withGetter(member, act);
    case 'inherited':
      return inheriting(member, act);
    case 'changing':
      return changing(member, act);
    case 'callable':
      return callable(member, act);
    case 'watched':
      return watched(member, act, looked);
    default:
      return shape satisfies never;
  }
}

function withMethod(member: string, act: Act): object {
  class Foreign {
    readonly #act = act;
    [member](argument: unknown): unknown {
      return this.#act(argument);
    }
  }
  return new Foreign();
}

function withGetter(member: string, act: Act): object {
  class Foreign {
    readonly #act = act;
    get [member](): Act {
      const own = this.#act;
      return function call(this: unknown, argument: unknown): unknown {
        if (!(this instanceof Foreign)) throw new TypeError(`${member} was called without its object`);
        return own(argument);
      };
    }
  }
  return new Foreign();
}

function inheriting(member: string, act: Act): object {
  const base: object = Object.create(null);
  const heir: { act?: Act } = Object.create(Object.create(base));
  Object.defineProperty(base, member, {
    value(this: typeof heir, argument: unknown) {
      if (this?.act === undefined) throw new TypeError(`${member} was called without its object`);
      return this.act(argument);
    },
  });
  // Not enumerable, so that a copy of the object does not have it.
  Object.defineProperty(heir, 'act', { value: act });
  return heir;
}

function changing(member: string, act: Act): object {
  const object: Record<string, Act> = {};
  const renew = (): void => {
    let used = false;
    object[member] = (argument) => {
      if (used) throw new TypeError(`an earlier ${member} was called; the object has another one now`);
      used = true;
      renew();
      return act(argument);
    };
  };
  renew();
  return object;
}

function callable(member: string, act: Act): object {
  const object = () => undefined;
  return Object.assign(object, {
    [member](this: unknown, argument: unknown) {
      if (this !== object) throw new TypeError(`${member} was called without its object`);
      return act(argument);
    },
  });
}

function watched(member: string, act: Act, looked: (member: string) => void): object {
  const note = (key: string | symbol): void => {
    // An async function that returns the object looks for a `then`, and cannot help it.
    if (typeof key === 'string' && key !== member && key !== 'then') looked(key);
  };
  return new Proxy(
    { [member]: (argument: unknown) => act(argument) },
    {
      get(target, key) {
        note(key);
        return Reflect.get(target, key);
      },
      has(target, key) {
        note(key);
        return Reflect.has(target, key);
      },
    },
  );
}
