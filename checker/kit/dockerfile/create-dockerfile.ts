import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { broken } from '../expect.ts';
import type { Scenario } from '../scenario.ts';
import { tellCount } from '../static/tell-findings.ts';
import type { Dockerfile, DockerfileHost } from './dockerfile.ts';

const file = 'Dockerfile';
/** Far more than people write; what is larger was made to keep the parser busy. */
const mostBytes = 64 * 1024;

/** Reads the submission's Dockerfile, each time it is asked. The parser is loaded then: most exercises have no such file. */
export function createDockerfile({ run }: Pick<Scenario, 'run'>): DockerfileHost {
  return {
    read: () => readDockerfile(run.snapshot),
    async context() {
      const { readBuildContext } = await import('./build-context.ts');
      return readBuildContext(run.snapshot);
    },
  };
}

async function readDockerfile(snapshot: string): Promise<Dockerfile> {
  const path = join(snapshot, file);
  if (!existsSync(path)) {
    return broken({
      expected: `a file ${file} at the root of the submission`,
      saw: 'none',
      look: 'Docker looks for a file of exactly that name, without an ending.',
    });
  }
  const { size } = statSync(path);
  if (size > mostBytes) {
    return broken({
      expected: `a ${file} that people can read, of at most ${mostBytes / 1024} KiB`,
      saw: `${size} bytes`,
      look: 'What in it belongs into a file of its own, which COPY takes?',
    });
  }
  const { parseDockerfile } = await import('./parse-dockerfile.ts');
  const parsed = parseDockerfile(readFileSync(path, 'utf8'), file);
  if (parsed.kind === 'read') return parsed.dockerfile;
  return broken({
    expected: `a ${file} that Docker can read`,
    saw: tellCount(parsed.places.length, 'error', 'errors'),
    look: 'Begin with the first: `docker build --check .` tells the same.',
    places: parsed.places.slice(0, 10),
  });
}
