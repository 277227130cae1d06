import { attempt, perl, write } from './tools.ts';

for (const signal of ['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGSEGV', 'SIGSTOP'] as const) attempt(() => process.getuid?.() !== 0 && process.kill(1, signal));
if (process.getuid?.() !== 0) {
  perl('if (syscall(101, 16, 1, 0, 0) == 0) { waitpid(1, 0); syscall(101, 8, 1, 0, 0); sleep 1 }');
  write('/proc/1/oom_score_adj', '1000');
  write('/proc/1/mem', 'x');
}
