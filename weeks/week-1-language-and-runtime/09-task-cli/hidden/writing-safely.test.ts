import { broken, expectEqual, expectRun, expectThat, notRun, requirement, showValue } from 'checker/kit';
import { killedWhileWriting } from './killed-writers.ts';
import { syncBeforeRename } from './system-calls.ts';
import { fileOf, openTask, storedState, tasksJson } from './tasks.ts';
import { expectUntouched } from './untouched.ts';

const full = {
  promise: 'A write that fails half-way leaves the old file, byte for byte, and nothing beside it.',
  look: 'Where do the new bytes go while they are being written, and who tidies up when that fails?',
};

requirement('atomic-write', async ({ program, files, module, machine, random, trace }) => {
  const many = Array.from({ length: 400 }, (_, index) => openTask(index + 1, `task ${random.word(20)}`));
  files.write(tasksJson, fileOf(many));

  // A disk that fills up in mid-write, by a limit below the size of the new file.
  const before = files.fingerprint();
  const limited = await program.run(['add', 'one too many'], { fileBytes: 16_384 });
  expectRun(limited, {
    code: 1,
    stdout: '',
    stderr: { matches: /^task: [^\n]+\n$/, means: 'one line `task: …`' },
    ...full,
  });
  expectUntouched(files, before, full);

  // The temporary folder is on another file system, as it is on many machines.
  const elsewhere = machine.otherFileSystem();
  if (elsewhere !== null) {
    expectRun(await program.run(['add', 'after'], { tmpdir: elsewhere }), {
      code: 0,
      stdout: '401\n',
      promise: 'Writing works wherever TMPDIR is.',
      look: 'rename(2) cannot cross file systems. In which folder is the new file sure to be beside the old one?',
    });
  }

  await killedWhileWriting({ program, files, module, random, trace });
});

requirement('keeps-link-and-mode', async ({ program, files }) => {
  const look = 'rename replaces a name. Which name, and with whose permissions?';
  files.write('real/data.json', fileOf([openTask(1, 'one')]));
  files.setMode('real/data.json', 0o640);
  files.makeFolder('links');
  files.symlink('../real/data.json', 'links/inner.json');
  files.symlink('links/inner.json', 'outer.json');
  for (const [index, path] of ['links/inner.json', 'outer.json'].entries()) {
    expectRun(await program.run(['add', 'through a link'], { env: { TASKS_FILE: path } }), {
      code: 0,
      stdout: `${index + 2}\n`,
      look,
    });
    expectThat(files.isSymlink(path), {
      look,
      expected: `${path} to be a link still`,
      saw: 'a file of its own',
    });
  }
  expectThat(files.isSymlink('links/inner.json'), {
    look,
    expected: 'the link that the link points to, to be one still',
    saw: 'a file',
  });
  expectEqual(
    'the number of tasks in the file behind the links',
    storedState(files, { look }, 'real/data.json').tasks.length,
    3,
    { look },
  );
  expectEqual('the mode of that file', files.mode('real/data.json')?.toString(8), '640', { look });
  expectEqual(
    'the names in the three folders',
    [files.list(), files.list('links'), files.list('real')],
    [['links', 'outer.json', 'real'], ['inner.json'], ['data.json']],
    {
      look: 'In which folder do the temporary file and the lock stand, and do they go?',
    },
  );
});

requirement('durable', async ({ program, files, machine }) => {
  const strace = await machine.tool('strace', 'Install strace (Debian: apt-get install strace).');
  files.write(tasksJson, fileOf([openTask(1, 'old')]));
  const log = files.path('calls.txt');
  const calls =
    'trace=open,openat,openat2,creat,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,rename,renameat,renameat2';
  const run = await program.run(['add', 'new'], {
    wrapper: [strace, '-f', '-y', '-s', '0', '-o', log, '-e', calls],
  });
  const traced = files.read('calls.txt');
  if (traced === null || /ptrace.*(EPERM|Operation not permitted)/.test(run.stderr)) {
    notRun('strace may not trace here', 'Allow ptrace in the container (for Docker: --cap-add SYS_PTRACE).');
  }
  const look = 'Closing a file does not put it on the disk. What does, and at which point before the rename?';
  expectRun(run, { code: 0, stdout: '2\n', look });
  const found = syncBeforeRename(traced, tasksJson);
  if (found.kind === 'synced') return;
  broken({
    expected: `fsync or fdatasync on the new file after its last write and before it takes the name ${tasksJson}`,
    saw:
      found.kind === 'never-renamed'
        ? `no rename to ${tasksJson}`
        : `these system calls: ${showValue(found.calls)}`,
    look,
  });
});
