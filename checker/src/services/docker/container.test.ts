import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ContainerRuntimeClient, getContainerRuntimeClient, ImageName } from 'testcontainers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { ownerMark } from '../owner.ts';
import { connectPostgres } from '../postgres/connect.ts';
import { createDatabase, createRole } from '../postgres/databases.ts';
import { startPostgresContainer } from '../postgres/docker.ts';
import { startRedisContainer } from '../redis/docker.ts';
import { officialImages } from '../wishes.ts';
import { ownerLabel, sweepContainers } from './leftovers.ts';

const images = {
  postgres: process.env.CHECKER_POSTGRES_IMAGE || officialImages.postgres,
  redis: process.env.CHECKER_REDIS_IMAGE || officialImages.redis,
};
const engine: ContainerRuntimeClient | null = await getContainerRuntimeClient().catch(() => null);
const has = async (image: string) =>
  engine !== null && (await engine.image.exists(ImageName.fromString(image)).catch(() => false));
const hasImages = (await has(images.postgres)) && (await has(images.redis));

if (!hasImages) {
  console.info(
    `skipped: ${engine === null ? 'no Docker engine answers' : `the engine lacks ${images.postgres} or ${images.redis}`}`,
  );
}

describe.runIf(hasImages)('with a Docker engine', () => {
  const signal = new AbortController().signal;

  test('PostgreSQL in a container, which is gone afterwards', async () => {
    const tmp = tempFolder();
    const owner = ownerMark();
    const before = performance.now();
    const options = { image: images.postgres, tmp, owner, prefix: `checker_${owner}`, signal };
    const server = await startPostgresContainer(options);
    console.info(`${server.access.told}: ready in ${Math.round(performance.now() - before)} ms`);
    {
      await using admin = await connectPostgres(server.access.url, 10_000);
      const created = performance.now();
      await createDatabase(admin, server.access, await createRole(admin, server.access), null);
      console.info(`a role and its database: ${Math.round(performance.now() - created)} ms`);
    }
    expect(readdirSync(tmp)).toHaveLength(1);
    expect(await containersOf(owner)).toBe(1);
    await server[Symbol.asyncDispose]();
    expect(readdirSync(tmp)).toEqual([]);
    expect(await containersOf(owner)).toBe(0);
  });

  test('Redis in a container', async () => {
    const before = performance.now();
    const server = await startRedisContainer({
      image: images.redis,
      tmp: tempFolder(),
      owner: ownerMark(),
      signal,
    });
    console.info(`${server.access.told}: ready in ${Math.round(performance.now() - before)} ms`);
    expect(await server.answers()).toBe(true);
    expect(server.access).toMatchObject({ databases: 512, ownUsers: true });
    await server[Symbol.asyncDispose]();
    expect(await server.answers()).toBe(false);
  });

  test('an image that is not there and cannot be fetched is told, with the command that fetches it', async () => {
    const options = { tmp: tempFolder(), owner: ownerMark(), prefix: 'x', signal };
    await expect(
      startPostgresContainer({ ...options, image: 'localhost:1/missing:0' }),
    ).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: expect.stringContaining('localhost:1/missing:0'),
      hint: expect.stringContaining('docker pull localhost:1/missing:0'),
    });
  });

  test('the next start removes the container of a checker that was killed', async () => {
    const tmp = tempFolder();
    const source = `
      import { startRedisContainer } from ${JSON.stringify(resolve(import.meta.dirname, '../redis/docker.ts'))};
      import { ownerMark } from ${JSON.stringify(resolve(import.meta.dirname, '../owner.ts'))};
      await startRedisContainer({
        image: ${JSON.stringify(images.redis)}, tmp: ${JSON.stringify(tmp)}, owner: ownerMark(),
        signal: new AbortController().signal,
      });
      process.stdout.write(ownerMark() + '\\n');
      setInterval(() => {}, 1000);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const owner = line.toString().trim();
    expect(await sweepContainers(tmp)).toBe(0);
    expect(await containersOf(owner)).toBe(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await sweepContainers(tmp)).toBe(1);
    expect(await containersOf(owner)).toBe(0);
    expect(readdirSync(tmp)).toEqual([]);
  });
});

async function containersOf(owner: string): Promise<number> {
  const filters = { label: [`${ownerLabel}=${owner}`] };
  return (await engine?.container.dockerode.listContainers({ all: true, filters }))?.length ?? 0;
}
