import { describe, expect, test } from 'vitest';
import { NotRun } from '../expect.ts';
import { fetchedImages, overlayOf, readConfig, refuseMachine } from './overlay.ts';

const labels = { owner: 'us', project: 'p' };
const imageLabels = { owner: 'us' };
const config = readConfig({
  services: {
    api: { image: 'mine', build: { context: '.' }, container_name: 'api' },
    migrate: { image: 'mine' },
    other: { build: { context: '.' } },
    postgres: { image: 'postgres:17.6' },
    replica: { image: 'postgres:17.6' },
  },
  volumes: { data: { name: 'the-learners', external: true }, plain: null },
  networks: { inner: {} },
});

test('names of the file give way to those of the project, and everything bears the labels', () => {
  const build = { network: 'host', labels: imageLabels };
  expect(overlayOf(config, { project: 'p', labels, imageLabels })).toEqual({
    services: {
      api: { labels, container_name: 'p-api', image: 'p/api', build },
      migrate: { labels, image: 'p/api' },
      other: { labels, image: 'p/other', build },
      postgres: { labels },
      replica: { labels },
    },
    volumes: {
      data: { name: 'p_data', labels, external: false },
      plain: { name: 'p_plain', labels },
    },
    networks: { default: { name: 'p_default', labels }, inner: { name: 'p_inner', labels } },
  });
});

test('what is fetched is what nobody builds', () => {
  expect(fetchedImages(config)).toEqual(['postgres:17.6']);
});

describe('nothing of the machine', () => {
  const refused = (config: object) => () => refuseMachine(readConfig(config), '/judge/copy');

  test.each([
    { services: { a: { privileged: true } } },
    { services: { a: { network_mode: 'host' } } },
    { services: { a: { pid: 'host' } } },
    { services: { a: { devices: ['/dev/kvm'] } } },
    { services: { a: { volumes: ['/var/run/docker.sock:/var/run/docker.sock:rw'] } } },
    { services: { a: { volumes: [{ type: 'bind', source: '/judge/copies', target: '/x' }] } } },
    { services: { a: {} }, secrets: { s: { file: '/etc/shadow' } } },
  ])('%j is not run', (given) => {
    expect(refused(given)).toThrow(NotRun);
  });

  test.each([
    { services: { a: { volumes: ['data:/var/lib/data:rw', '/anonymous'] } } },
    { services: { a: { volumes: [{ type: 'bind', source: '/judge/copy/conf', target: '/x' }] } } },
    { services: { a: { volumes: ['/judge/copy/conf:/x'] } }, secrets: { s: { file: '/judge/copy/s' } } },
    { services: { a: { network_mode: 'none' } } },
  ])('%j is', (given) => {
    expect(refused(given)).not.toThrow();
  });
});
