import { setTimeout } from 'node:timers/promises';

export default {
  echo: (payload) => payload,
  fail() {
    throw new Error('as ever');
  },
  sleep: (payload, { signal }) => setTimeout(payload, 'awake', { signal }),
};
