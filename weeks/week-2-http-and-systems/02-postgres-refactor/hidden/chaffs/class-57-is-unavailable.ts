import { codeOf, type Kind, kindOf } from '../wheat/classify-database-error.ts';

export * from '../wheat/index.ts';

export function classifyDatabaseError(error: unknown): Kind {
  const code = codeOf(error);
  return code !== null && /^57[0-9A-Z]{3}$/.test(code) ? 'unavailable' : kindOf(code);
}
