import { randomBytes } from 'node:crypto';
import { perl } from './tools.ts';

const nonce = randomBytes(8).toString('hex');
// request through the user's keyring (-4): keyctl search (10), read (11); add_key is 248 on x86-64.
const found = perl("my ($t, $d, $b) = ('user', 'hostile', \"\\0\" x 64); my $k = syscall(250, 10, -4, $t, $d, 0); if ($k > 0) { my $n = syscall(250, 11, $k, $b, 64); print substr($b, 0, $n) }");
if (found !== '') console.log(`found ${found}`);
const left = perl(`my ($t, $d, $p) = ('user', 'hostile', '${nonce}'); my $k = syscall(248, $t, $d, $p, 16, -4); syscall(250, 15, $k, 30); print 'yes' if $k > 0`);
if (left === 'yes') console.log(`left ${nonce}`);
