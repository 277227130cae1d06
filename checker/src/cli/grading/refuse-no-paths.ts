import { CheckerError } from '../../errors.ts';

export function refuseNoPaths(paths: readonly string[]): void {
  if (paths.length > 0) return;
  throw new CheckerError('USAGE', 'what is to be graded is not named', {
    hint: 'Name a folder of submissions, or the submissions: `npm run checker -- grade submissions --exercise task-cli`.',
  });
}
