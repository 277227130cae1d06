/** Whoever wants to hear of events, and the order in which they hear. */
export interface Listeners<Event> {
  add(listener: (event: Event) => void): Disposable;
  /** Calls every listener before it returns, or leaves that to the announcement that is under way. */
  announce(event: Event): void;
}

export function createListeners<Event>(): Listeners<Event> {
  // An object for each registration: the same function may stand here twice.
  const registrations = new Set<{ readonly hear: (event: Event) => void }>();
  const waiting: Event[] = [];

  return {
    add(listener) {
      const registration = { hear: listener };
      registrations.add(registration);
      return { [Symbol.dispose]: () => void registrations.delete(registration) };
    },

    announce(event) {
      // What a listener causes lengthens the list that is being walked, so everybody hears it after this event.
      if (waiting.push(event) > 1) return;
      for (const next of waiting) {
        for (const { hear } of registrations) tell(hear, next);
      }
      waiting.length = 0;
    },
  };
}

/** A listener that throws is its author's trouble: neither the others nor the call that led here have a part in it. */
function tell<Event>(hear: (event: Event) => void, event: Event): void {
  try {
    hear(event);
  } catch {}
}
