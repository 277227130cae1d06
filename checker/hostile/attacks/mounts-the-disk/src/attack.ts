import { targets } from './targets.ts';
import { shell, write } from './tools.ts';

shell('mount -o remount,rw /; mount -o remount,rw /usr; mkdir -p d; for d in /dev/vda /dev/sda1 /dev/nvme0n1p1; do mknod d/x b 254 0; done; mount --bind / d');
write(`/usr/${targets.token}`, targets.token);
write(`${targets.repository}/node_modules/${targets.token}`, targets.token);
