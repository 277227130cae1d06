export * from './money.ts';
export * from './orders.ts';
export * from './path.ts';
