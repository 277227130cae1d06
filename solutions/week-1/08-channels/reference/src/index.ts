export { Channel } from './channel.ts';
export { ChannelClosedError } from './errors.ts';
export { select } from './select.ts';
export type { Case, Received, Selected } from './types.ts';
