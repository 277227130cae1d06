import { codeOf, type Kind, kindOf } from '../wheat/classify-database-error.ts';

export * from '../wheat/index.ts';

export function classifyDatabaseError(error: unknown): Kind {
  const code = codeOf(error);
  return code === '08P01' ? 'unavailable' : kindOf(code);
}
