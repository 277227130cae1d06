import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { findContainers } from '../../test/find-containers.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { createClient } from '../box/container/engine-client.ts';
import { repository } from '../repository.ts';
import { tryContainerBox } from './try-container-box.ts';

const containers = await findContainers();

function setup(boxImage: string) {
  return { repository, node: process.execPath, path: process.env.PATH ?? '', tmp: tempFolder(), boxImage };
}

test.runIf(containers !== null)(
  'the tools that an image lacks are those that its shell does not find',
  async () => {
    const { image = '', socketPath = '' } = containers ?? {};
    const engine = await createClient(socketPath);
    const said = new PassThrough();
    const script = 'for tool in bash make npm strace; do command -v $tool >/dev/null || echo $tool; done';
    const [, container] = await engine.run(image, [], said, {
      Entrypoint: ['/bin/sh', '-c', script],
      Tty: true,
    });
    said.end();
    const lacks = (await text(said)).split('\r\n').filter(Boolean);
    await container.remove();
    expect(await tryContainerBox(setup(image))).toEqual({ lacks });
  },
);

test.runIf(containers !== null)('an image that is not there cannot be tried', async () => {
  await expect(tryContainerBox(setup('no-such-image:1'))).rejects.toMatchObject({
    code: 'ISOLATION_UNAVAILABLE',
    hint: expect.stringContaining('docker pull no-such-image:1'),
  });
});
