import {
  broken,
  type Command,
  type CopyInstruction,
  expectThat,
  type Instruction,
  requirement,
} from 'checker/kit';

requirement('multi-stage', async ({ dockerfile }) => {
  const { stages, final, place } = await dockerfile.read();
  const context = await dockerfile.context();
  expectThat(stages.length > 1, {
    expected: 'two stages or more',
    saw: 'one FROM',
    look: 'What of your image is needed to run, and what only to build?',
  });
  const faults = final.lineage.flatMap((each) => {
    if (isCopy(each)) {
      const tests = context.takenBy(each).filter(isTest);
      return tests.length === 0 ? [] : [place(each, `brings ${tests[0]}`)];
    }
    return each.keyword === 'RUN' && installsAll(each.command)
      ? [place(each, 'installs what only development needs')]
      : [];
  });
  if (faults.length === 0) return;
  broken({
    expected: 'a last stage without compilers and tests',
    saw: `${faults.length === 1 ? 'an instruction' : `${faults.length} instructions`} of it that ${faults[0]?.text}`,
    look: 'What does the service read when it runs? All else can stay behind in an earlier stage.',
    places: faults,
  });
});

function isCopy(instruction: Instruction): instruction is Instruction & CopyInstruction {
  return instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
}

function isTest(path: string): boolean {
  return /^(test|tests|specs)\//.test(path) || /\.(test|spec)\.[cm]?[jt]s$/.test(path);
}

const installs = /\bnpm\s+(?:-\S+\s+)*(ci|install|i|clean-install)\b/;

/** Packages of development too: neither left out by a flag, nor by NODE_ENV in the same line, nor pruned after. */
function installsAll({ text }: Command): boolean {
  if (!installs.test(text)) return false;
  return !/--omit[= ]dev|--production\b|--only[= ]prod|NODE_ENV=production|npm\s+prune/.test(text);
}

requirement('non-root', async ({ dockerfile }) => {
  const { final, place } = await dockerfile.read();
  const { user } = final;
  if (user !== null && !user.root) return;
  broken({
    expected: 'a last USER that is not root',
    saw: user === null ? 'no USER, so it is that of the base image, which is root' : `USER ${user.user}`,
    look: 'Which user do the official images of Node bring with them?',
    places: [place(user ?? final, 'the process runs as root')],
  });
});

requirement('cache-friendly-order', async ({ dockerfile }) => {
  const { stages, final, place } = await dockerfile.read();
  const context = await dockerfile.context();
  const used = stages.filter((stage) => stage === final || final.sources.includes(stage));
  const steps = used.flatMap((stage) =>
    stage.lineage.map((each, at) => ({ each, before: stage.lineage.slice(0, at) })),
  );
  const installing = steps.filter(({ each }) => each.keyword === 'RUN' && installs.test(each.command.text));
  expectThat(installing.length > 0, {
    expected: 'a step that installs the packages, such as `RUN npm ci`',
    saw: 'none in the stages that the image comes from',
    look: 'Where do the packages in the image come from?',
  });
  const faults = installing.flatMap(({ each, before }) => {
    const early = before
      .filter(isCopy)
      .find((copy) => context.takenBy(copy).some((path) => path.startsWith('src/')));
    return early === undefined ? [] : [place(early, `brings src/ before line ${each.line} installs`)];
  });
  if (faults.length === 0) return;
  broken({
    expected: 'packages to be installed before anything of src/ is copied',
    saw: `${faults[0]?.text}`,
    look: 'From which step on does a build begin anew, when one file in src/ has changed?',
    places: [...new Map(faults.map((fault) => [fault.line, fault])).values()],
  });
});

requirement('pinned-base', async ({ dockerfile, random }) => {
  const look =
    'What will that name stand for next month, and how is another image put in its place for one build?';
  const plain = await dockerfile.read();
  const loose = plain.stages.filter(({ parent, base }) => parent === null && !base.pinned);
  if (loose.length > 0) {
    broken({
      expected: 'the base image by a version x.y.z or a digest',
      saw: [...new Set(loose.map(({ base }) => base.text))].join(', '),
      look,
      places: loose.map((stage) => plain.place(stage, `${stage.base.text} is not pinned`)),
    });
  }
  const other = `judge.example/${random.word()}:1.2.3`;
  const replaced = await dockerfile.read({ args: { NODE_IMAGE: other } });
  const fixed = replaced.stages.filter(({ parent, base }) => parent === null && base.text !== other);
  if (fixed.length === 0) return;
  broken({
    expected: 'every stage to stand on `${NODE_IMAGE}` or on another stage',
    saw: `with NODE_IMAGE=${other} still ${[...new Set(fixed.map(({ base }) => base.text))].join(', ')}`,
    look,
    places: fixed.map((stage) => replaced.place(stage, `stands on ${stage.base.text}`)),
  });
});

requirement('dockerignore', async ({ dockerfile }) => {
  const context = await dockerfile.context();
  const look =
    'What does `docker build` send to the engine, before it reads the first line of the Dockerfile?';
  expectThat(context.ignoreFile !== null, { expected: 'a .dockerignore', saw: 'none', look });
  const sent = [
    '.env',
    '.git/config',
    '.git/objects/00/1234',
    'node_modules/pg/package.json',
    'dist/main.js',
    'test/around.test.ts',
    'test/tasks.test.ts',
  ].filter((path) => context.sends(path));
  expectThat(sent.length === 0, {
    expected: '.env, .git, node_modules, dist and test to be kept out of the context',
    saw: `${sent.join(', ')} would be sent`,
    look,
  });
  const missing = ['package.json', 'src/main.ts'].filter((path) => !context.sends(path));
  expectThat(missing.length === 0, {
    expected: 'what the build needs to be sent',
    saw: `${missing.join(', ')} is kept out`,
    look: 'Which of the lines lets it in again? The last one that fits decides.',
  });
});

requirement('exec-form', async ({ dockerfile }) => {
  const { final, place } = await dockerfile.read();
  const { entrypoint, command, process } = final;
  const look = 'Which program becomes process 1, and to whom does SIGTERM go?';
  const shell = [entrypoint, command].find((each) => each?.command.form === 'shell') ?? null;
  if (shell !== null) {
    broken({
      expected: 'CMD and ENTRYPOINT as lists',
      saw: `\`${shell.text}\`, which is given to a shell`,
      look,
      places: [place(shell, 'the shell form')],
    });
  }
  const words = process?.words ?? [];
  if (/^(.*\/)?node$/.test(words[0] ?? '')) return;
  broken({
    expected: 'a command that starts `node` itself',
    saw: words.length === 0 ? 'no command' : JSON.stringify(words),
    look,
    places: [place(entrypoint ?? command ?? final, 'what the container starts')],
  });
});
