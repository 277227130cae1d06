import { expectEqual, expectRun, expectThat, type Files, type MakeHost, requirement } from 'checker/kit';
import { append, filesBelow, makeBuild, nodeByHand, sourcesIn } from './makefile.ts';
import { createTask, titleIn } from './tasks.ts';

requirement('build', async ({ make, files, postgres, redis, random }) => {
  await makeBuild(make);
  for (const program of ['dist/main.js', 'dist/migrate.js']) {
    expectThat(files.exists(`submission/${program}`), {
      expected: `${program} after \`make build\``,
      saw: `not there; in dist/ lie ${filesBelow(files, 'dist').slice(0, 8).join(', ') || 'no files'}`,
      look: 'Which files does the build begin with, and which folder of theirs becomes dist/?',
    });
  }
  const database = await postgres.database();
  const env = { DATABASE_URL: database.url };
  expectRun(await make.run(nodeByHand(files, ['dist/migrate.js', 'up']), { env }), {
    code: 0,
    look: 'Run it by hand, `node dist/migrate.js up`, on an empty database. What does it not find?',
  });
  const launched = await make.launch(nodeByHand(files, ['dist/main.js']), {
    env: {
      ...env,
      REDIS_URL: (await redis.instance()).url,
      PORT: '0',
      REDIS_TIMEOUT_MS: '5000',
      RATE_LIMIT_ENABLED: 'false',
    },
  });
  const service = await launched.listening(patienceMs);
  const title = random.word();
  const task = await createTask(service, title);
  expectEqual(
    'the title that `node dist/main.js` shows',
    titleIn(await service.request('GET', task.path)),
    title,
    {
      look: 'The same works with `node src/main.ts`: what does the compiled program lack?',
    },
  );
});

/** A start on a machine on which compilers run side by side. */
const patienceMs = 20_000;

requirement('no-op-when-built', async ({ make, files, random }) => {
  await makeBuild(make);
  const built = stateOf(make, files);
  expectThat(built.size > 0, {
    expected: 'files in dist/ after `make build`',
    saw: 'none',
    look: 'Where does the compiler write to?',
  });
  await makeBuild(make);
  const again = stateOf(make, files);
  const touched = [...again].filter(([path, state]) => built.get(path) !== state).map(([path]) => path);
  const gone = [...built.keys()].filter((path) => !again.has(path));
  expectThat(touched.length + gone.length === 0, {
    expected: 'a second `make build` to leave everything in dist/ as it is, content and times',
    saw: `${touched.length} files were written again, such as ${[...touched, ...gone].slice(0, 3).join(', ')}`,
    look: 'Which file does make compare with the sources? A target that is no file is made each time.',
  });
  const all = sourcesIn(files);
  const inFolders = all.filter((path) => path.split('/').length > 2);
  for (const path of [random.pick(inFolders.length > 0 ? inFolders : all), 'src/main.ts']) {
    const word = `changed${random.word(16)}`;
    append(files, path, `Object.defineProperty(globalThis, '${word}', { value: 1 });`);
    await makeBuild(make);
    const found = filesBelow(files, 'dist').some((file) => files.read(`submission/${file}`)?.includes(word));
    expectThat(found, {
      expected: `what was added to ${path} to be in dist/ after \`make build\``,
      saw: 'it is in no file there',
      look: 'On which files does the built one depend, as make sees it? `make -n build` after a change says what it would do.',
    });
  }
});

/** What a file is and when it was changed. */
function stateOf(make: MakeHost, files: Files): Map<string, string> {
  const digests = files.fingerprint();
  return new Map(
    filesBelow(files, 'dist').map((path) => [
      path,
      `${make.changedAt(path)} ${digests[`submission/${path}`]}`,
    ]),
  );
}
