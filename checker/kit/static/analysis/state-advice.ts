/** What is wrong with each kind of module-level state, and what to do instead. */
export const advice = {
  variable: {
    text: 'a variable at module level is shared by every caller and by every test',
    instead:
      'Keep it in a function or in a class that the entry creates; if it never changes, make it a const.',
  },
  container: {
    text: 'anyone who can see this object or array can change it',
    instead:
      'For a constant table write `as const`, Object.freeze(…) or a readonly type; else create it in a function.',
  },
  fillable: {
    text: 'an empty object or array within a constant can only be there to be filled',
    instead: 'Create it where it is used, or say in its type that it stays as it is.',
  },
  collection: {
    text: 'a collection at module level can be changed from anywhere',
    instead:
      'For a constant one write its type as ReadonlySet<…> or ReadonlyMap<…>; else create it in a function.',
  },
  frozenCollection: {
    text: 'Object.freeze does not stop a collection from being filled',
    instead:
      'For a constant one write its type as ReadonlySet<…> or ReadonlyMap<…>; else create it in a function.',
  },
  instance: {
    text: 'an instance at module level lives as long as the process, shared by all',
    instead: 'Create it in the entry, and hand it to those that need it.',
  },
  call: {
    text: 'what this call returns may hold state, and it is made when the module is loaded',
    instead:
      'Call it where its result is needed; if the result is plain data, write its type: `: string`, `: readonly …`.',
  },
  closure: {
    text: 'a function that is called at once hides its variables as state of the module',
    instead: 'Make it a function that the entry calls.',
  },
  regex: {
    text: 'a regular expression with the flag g or y remembers where it stopped',
    instead: 'Drop the flag, or create the expression in the function that uses it.',
  },
  wait: {
    text: 'waiting at module level makes every import of this file wait',
    instead: 'Move it into an async function that the entry awaits.',
  },
  effect: {
    text: 'this runs when the module is loaded, whoever imports it',
    instead: 'Move it into a function that the entry calls.',
  },
  staticField: {
    text: 'a static field that can be changed is a variable at module level',
    instead: 'Make it a field of the instance, or `static readonly` with a constant value.',
  },
  change: {
    text: 'this changes something that lives at module level',
    instead: 'Keep what changes in an object that a function creates, and pass it on.',
  },
} as const;
