import type { PermissionGrant } from '../src/box/box.ts';
import type { Manifest } from '../src/course/manifest.ts';

/** What Node's permission model allows the programs and modules of an exercise. */
export function permissionOf(manifest: Pick<Manifest, 'permission' | 'workers'>): PermissionGrant {
  return manifest.permission === 'on' ? { kind: 'on', workers: manifest.workers } : { kind: 'off' };
}
