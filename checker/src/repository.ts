import { resolve } from 'node:path';

/** The repository that the running checker stands in: its packages and its kit, whatever course it judges. */
export const repository: string = resolve(import.meta.dirname, '../..');
