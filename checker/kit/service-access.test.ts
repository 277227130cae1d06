import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../src/services/free-port.ts';
import { openScenarioOfTest } from '../test/open-scenario.ts';
import { tempFolder } from '../test/temp-folder.ts';
import type { Scenario } from './scenario.ts';
import { openMirror } from './service-access.ts';

test('a mirror waits for the one of the scenario before, which is still being cleared away', async () => {
  const mirror = await serve('hello');
  const [before, after] = [await openWith(mirror), await openWith(mirror)];
  await openMirror(before, 'postgres');
  let isOpen = false;
  const opening = openMirror(after, 'postgres').then(() => {
    isOpen = true;
  });
  expect(await greetingAt(mirror.port)).toBe('hello');
  expect(isOpen).toBe(false);
  await before[Symbol.asyncDispose]();
  await opening;
  expect(await greetingAt(mirror.port)).toBe('hello');
});

test('what is opened after the end of a scenario is cleared away at once', async () => {
  const scenario = await openWith(null);
  await scenario[Symbol.asyncDispose]();
  let cleared = false;
  scenario.defer(() => {
    cleared = true;
  });
  expect(cleared).toBe(true);
});

async function openWith(
  postgres: { readonly port: number; readonly path: string } | null,
): Promise<Scenario> {
  const scenario = await openScenarioOfTest();
  return { ...scenario, run: { ...scenario.run, mirrors: { postgres, redis: null } } };
}

async function serve(greeting: string) {
  const path = join(tempFolder(), 's');
  const server = createServer((socket) => socket.end(greeting)).listen(path);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { path, port: await freePort() };
}

async function greetingAt(port: number): Promise<string> {
  const [said] = await once(connect({ host: '127.0.0.1', port }), 'data');
  return String(said);
}
