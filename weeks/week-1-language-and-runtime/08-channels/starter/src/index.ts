// What your tests and the judge import.
export { Channel } from './channel.ts';
export { ChannelClosedError } from './errors.ts';
export { select } from './select.ts';
export type { Case, Received, Selected } from './types.ts';
