export type { Received } from './channel.ts';
export { Channel, ChannelClosedError } from './channel.ts';
export type { Case, Selected } from './select.ts';
export { select } from './select.ts';
