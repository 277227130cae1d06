import { broken, type DriverLink, type ModuleHost, showValue } from 'checker/kit';
import { tellOutcome } from './tell-outcome.ts';

/** A process of its own with the learner's file store on that path. */
export async function openFileStore(
  module: ModuleHost,
  options: { path: string; lock?: boolean },
): Promise<DriverLink> {
  const link = await module.open();
  const opened = await link.call('file.open', options);
  if (opened.ok === true) return link;
  return broken({
    expected: `\`createFileStore(${showValue(options)})\` of src/index.ts to return a store`,
    saw: tellOutcome(opened),
    look: 'What does createFileStore of src/index.ts need to do at once, and what only when it reads or writes?',
  });
}
