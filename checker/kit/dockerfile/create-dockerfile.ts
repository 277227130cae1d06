import { broken } from '../expect.ts';
import type { Scenario } from '../scenario.ts';
import { tellCount } from '../static/tell-findings.ts';
import { readSubmittedFile } from '../submitted-file.ts';
import type { Dockerfile, DockerfileHost } from './dockerfile.ts';

/** Reads the submission's Dockerfile, each time it is asked. The parser is loaded then: most exercises have no such file. */
export function createDockerfile({ run }: Pick<Scenario, 'run'>): DockerfileHost {
  return {
    read: ({ args = {} } = {}) => readDockerfile(run.snapshot, args),
    async context() {
      const { readBuildContext } = await import('./build-context.ts');
      return readBuildContext(run.snapshot);
    },
  };
}

async function readDockerfile(snapshot: string, args: Readonly<Record<string, string>>): Promise<Dockerfile> {
  const { file, text } = readSubmittedFile(snapshot, ['Dockerfile'], 'Docker');
  const { parseDockerfile } = await import('./parse-dockerfile.ts');
  const parsed = parseDockerfile(text, file, args);
  if (parsed.kind === 'read') return parsed.dockerfile;
  return broken({
    expected: `a ${file} that Docker can read`,
    saw: tellCount(parsed.places.length, 'error', 'errors'),
    look: 'Begin with the first: `docker build --check .` tells the same.',
    places: parsed.places.slice(0, 10),
  });
}
