import { spawn } from 'node:child_process';

const script = `use POSIX; %ENV = (); if (fork) { select(undef, undef, undef, 0.5); exit } POSIX::setsid(); if (fork) { select(undef, undef, undef, 0.5); exit } chdir "/"; $0 = "[kworker/0:1]"; sleep 1 while $n++ < 40`;
spawn('perl', ['-e', script], { stdio: 'ignore', detached: true, env: {} }).unref();
await new Promise((over) => setTimeout(over, 900));
