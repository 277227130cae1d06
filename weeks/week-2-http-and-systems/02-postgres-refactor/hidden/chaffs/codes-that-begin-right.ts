import { codeOf, type Kind, kindOf } from '../wheat/classify-database-error.ts';

export * from '../wheat/index.ts';

export function classifyDatabaseError(error: unknown): Kind {
  const code = codeOf(error);
  const kind = kindOf(code);
  return kind === 'unexpected' && code?.startsWith('23') === true ? 'invalid' : kind;
}
