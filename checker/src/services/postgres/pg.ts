import pg from 'pg';

/** pg is CommonJS: its names come from one place. */
export const { Client, escapeIdentifier, escapeLiteral } = pg;
export type { pg };
