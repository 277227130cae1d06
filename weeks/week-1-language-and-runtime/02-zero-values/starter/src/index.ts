// What the rest of nightwatch, your tests and the judge import.
export { applyPatch, type Contact, type ContactPatch, patchBetween } from './contact.ts';
export type { Found } from './found.ts';
export { RingBuffer, type RingBufferOptions } from './ring-buffer.ts';
export { Stats } from './stats.ts';
export { type Given, withDefaults } from './with-defaults.ts';
