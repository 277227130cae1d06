/** Channels by name; null for one that is made without saying its capacity. */
export type Capacities = Readonly<Record<string, number | null>>;

/** What the judge may ask for, one step at a time. Calls, channels and signals go by names that the judge gives them. */
export type Command =
  | {
      readonly do: 'send';
      readonly call: string;
      readonly channel: string;
      readonly value: Thing;
      /** It is made when it is first named. */
      readonly signal?: string | undefined;
    }
  | {
      readonly do: 'receive';
      readonly call: string;
      readonly channel: string;
      readonly signal?: string | undefined;
    }
  | {
      readonly do: 'select';
      readonly call: string;
      readonly cases: readonly Case[];
      readonly signal?: string | undefined;
    }
  /** A `for await` over the channel, which stops in its body after each value until the judge says how it goes on. */
  | { readonly do: 'iterate'; readonly call: string; readonly channel: string }
  | { readonly do: 'go-on'; readonly call: string; readonly how: 'next' | 'break' }
  | { readonly do: 'close'; readonly channel: string }
  | { readonly do: 'abort'; readonly signal: string; readonly reason: string }
  /** All in one synchronous run, with no promise settling between. */
  | { readonly do: 'together'; readonly commands: readonly Command[] };

export type Case = { readonly receive: string } | { readonly send: string; readonly value: Thing };

/** Objects are made when their mark is first named, and told apart by identity. */
export type Thing =
  | { readonly kind: 'plain'; readonly value: null | boolean | number | string }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'object'; readonly mark: string };

export type Told =
  | Thing
  /** A reason that the judge named. */
  | { readonly kind: 'reason'; readonly mark: string }
  | { readonly kind: 'error'; readonly closed: boolean; readonly name: string; readonly message: string }
  /** An object that nobody named, with those members that the page's results have. */
  | { readonly kind: 'record'; readonly members: Readonly<Record<string, Told>> }
  | { readonly kind: 'strange'; readonly text: string };

export type Noted =
  | {
      readonly kind: 'settled';
      readonly call: string;
      readonly of: 'send' | 'receive' | 'select';
      readonly how: 'resolved' | 'rejected' | 'threw';
      readonly with: Told;
    }
  | { readonly kind: 'looped'; readonly call: string; readonly value: Told }
  /** The loop is over; `error` where it threw. */
  | { readonly kind: 'ended'; readonly call: string; readonly error: Told | null }
  | { readonly kind: 'trouble'; readonly what: string; readonly error: Told };
