import { expectRun, expectThat, requirement } from 'checker/kit';
import { append, composeEnv, dockerThat, makeBuild, toolMs } from './makefile.ts';

requirement('fails-loudly', async ({ make, files }) => {
  for (const target of ['up', 'down', 'docker-build']) {
    expectRun(await make.run([target], { commands: dockerThat('fails'), env: composeEnv }), {
      code: 'failure',
      look: `In this run docker ended with 3. Which command in the recipe of \`${target}\` is the last of its line, and what is its exit code?`,
    });
  }
  const broken = 'export const = ;';
  const source = files.read('submission/src/main.ts') ?? '';
  append(files, 'src/main.ts', broken);
  const look = `At the end of src/main.ts stands \`${broken}\`. Which command in your recipe knows, and who asks it?`;
  expectRun(await make.run(['build'], { patienceMs: toolMs }), { code: 'failure', look });
  expectRun(await make.run(['build'], { patienceMs: toolMs }), {
    code: 'failure',
    look: 'Nothing was mended since the build failed. What lies in dist/ now that make takes for the result?',
  });
  files.write('submission/src/main.ts', source);
  await makeBuild(make);
  // Port 1 of this machine: nobody listens there.
  const nobody = {
    DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none',
    REDIS_URL: 'redis://127.0.0.1:1',
  };
  expectRun(await make.run(['migrate'], { env: nobody, patienceMs: toolMs }), {
    code: 'failure',
    look: 'There is no database at that URL, so the program ends with another code than 0. Who asks it?',
  });
  const run = await make.run(['run'], { env: { ...nobody, PORT: 'none' }, patienceMs: toolMs });
  expectRun(run, { code: 'failure', look: 'PORT=none is no port: the service ends with 78. Who asks it?' });
  expectThat(!/\blistening\b/.test(run.stdout), {
    expected: '`make run` to hand PORT=none to the service, which refuses it',
    saw: 'the service listens',
    look: 'What does your recipe set that the environment has already set?',
  });
});
