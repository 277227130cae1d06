import type { RunContext } from '../../src/judge/run-context.ts';
import { broken } from '../expect.ts';
import type { Scenario } from '../scenario.ts';
import { tellCount } from '../static/tell-findings.ts';
import { readSubmittedFile, type SubmittedFile } from '../submitted-file.ts';
import type { ComposeHost } from './compose.ts';
import type { ReadCompose } from './read-compose.ts';

/** In the order in which `docker compose` looks for them. */
const names = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'] as const;

/** What was read, by the run's context: its requirements ask for the same file, and the schema is costly. */
const known = new WeakMap<RunContext, Promise<ReadCompose>>();

export function createCompose({ run }: Pick<Scenario, 'run'>): ComposeHost {
  return {
    async read() {
      const submitted = readSubmittedFile(run.snapshot, names, 'Compose');
      const found = await readOnce(run, submitted);
      if (found.kind === 'read') return found.compose;
      return broken({
        expected: `a ${submitted.file} that keeps to the Compose Specification`,
        saw: tellCount(found.places.length, 'error', 'errors'),
        look: 'Begin with the first: `docker compose config` tells the same.',
        places: found.places.slice(0, 10),
      });
    },
  };
}

function readOnce(run: RunContext, { file, text }: SubmittedFile): Promise<ReadCompose> {
  const before = known.get(run);
  if (before !== undefined) return before;
  // Loaded when it is asked for: most exercises have no such file.
  const reading = Promise.all([import('./read-compose.ts'), import('./validate-compose.ts')]).then(
    ([{ readCompose }, { createComposeValidator }]) => readCompose(text, file, createComposeValidator()),
  );
  known.set(run, reading);
  return reading;
}
