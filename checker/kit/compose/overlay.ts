import { sep } from 'node:path';
import { notRun } from '../expect.ts';

/** What `config` says of the file, as far as it matters here. Both generations of Compose say it in much the same way. */
export interface ResolvedConfig {
  readonly services: Readonly<Record<string, ResolvedService>>;
  readonly volumes: Readonly<Record<string, { readonly external?: unknown } | null>>;
  readonly networks: Readonly<Record<string, { readonly external?: unknown } | null>>;
  readonly secrets: Readonly<Record<string, { readonly file?: unknown } | null>>;
  readonly configs: Readonly<Record<string, { readonly file?: unknown } | null>>;
}

export interface ResolvedService {
  readonly image?: string;
  readonly build?: object | string;
  readonly container_name?: string;
  readonly volumes?: readonly (string | { readonly type?: string; readonly source?: string })[];
  readonly [field: string]: unknown;
}

export function readConfig(value: unknown): ResolvedConfig {
  const whole = mapOf(value);
  return {
    services: mapOf(whole.services) as ResolvedConfig['services'],
    volumes: mapOf(whole.volumes) as ResolvedConfig['volumes'],
    networks: mapOf(whole.networks) as ResolvedConfig['networks'],
    secrets: mapOf(whole.secrets) as ResolvedConfig['secrets'],
    configs: mapOf(whole.configs) as ResolvedConfig['configs'],
  };
}

/**
 * A second Compose file, laid over the submission's. It gives everything our labels, and names of this project where the file
 * has names of its own: two judges must not meet there, and what we remove must not be what the learner works with.
 */
export function overlayOf(
  config: ResolvedConfig,
  {
    project,
    labels,
    imageLabels,
  }: {
    readonly project: string;
    readonly labels: Readonly<Record<string, string>>;
    /** One at most: each is a step of its own, and all but the last would stay behind as images without a name. */
    readonly imageLabels: Readonly<Record<string, string>>;
  },
): object {
  const images = imagesOf(config, project);
  const owned = (kind: ResolvedConfig['volumes' | 'networks']) =>
    Object.fromEntries(
      Object.entries(kind).map(([key, value]) => [
        key,
        { name: `${project}_${key}`, labels, ...(value?.external ? { external: false } : {}) },
      ]),
    );
  return {
    services: Object.fromEntries(
      Object.entries(config.services).map(([name, service]) => [
        name,
        {
          labels,
          ...(service.container_name === undefined ? {} : { container_name: `${project}-${name}` }),
          ...(images.has(name) ? { image: images.get(name) } : {}),
          // Packages are fetched by the way that this machine has, whatever stands before it.
          ...(service.build === undefined ? {} : { build: { network: 'host', labels: imageLabels } }),
        },
      ]),
    ),
    volumes: owned(config.volumes),
    networks: owned({ default: null, ...config.networks }),
  };
}

/** By service: the name of an image that is built here, also where another service builds it. */
function imagesOf({ services }: ResolvedConfig, project: string): ReadonlyMap<string, string> {
  const built = Object.entries(services).filter(([, { build }]) => build !== undefined);
  const byName = new Map(
    built.flatMap(([name, { image }]) => (image === undefined ? [] : [[image, `${project}/${name}`]])),
  );
  return new Map(
    Object.entries(services).flatMap(([name, { image, build }]) => {
      const own = image === undefined ? undefined : byName.get(image);
      if (own !== undefined) return [[name, own]];
      return build === undefined ? [] : [[name, `${project}/${name}`]];
    }),
  );
}

/** Images that are fetched, and not built. */
export function fetchedImages(config: ResolvedConfig): readonly string[] {
  const built = imagesOf(config, '');
  const fetched = Object.entries(config.services).flatMap(([name, { image }]) =>
    built.has(name) || image === undefined ? [] : [image],
  );
  return [...new Set(fetched)];
}

/** The judge brings up other people's files: they get containers, and nothing of the machine. */
export function refuseMachine(config: ResolvedConfig, folder: string): void {
  const asked = Object.entries(config.services).flatMap(([name, service]) => [
    ...(service.privileged === true ? [`${name} is privileged`] : []),
    ...['network_mode', 'pid', 'ipc', 'userns_mode', 'uts'].flatMap((field) =>
      service[field] === 'host' ? [`${name} has \`${field}: host\``] : [],
    ),
    ...['devices', 'device_cgroup_rules'].flatMap((field) =>
      service[field] === undefined ? [] : [`${name} has \`${field}\``],
    ),
    ...(service.volumes ?? [])
      .map(sourceOf)
      .flatMap((source) => (isOutside(source, folder) ? [`${name} mounts ${source}`] : [])),
  ]);
  const files = Object.entries({ ...config.secrets, ...config.configs }).flatMap(([name, value]) =>
    typeof value?.file === 'string' && isOutside(value.file, folder) ? [`${name} is ${value.file}`] : [],
  );
  const [first] = [...asked, ...files];
  if (first === undefined) return;
  notRun(
    `compose.yaml asks for something of the machine itself: ${first}`,
    'The judge brings up only what stays within containers. Bring it up by hand.',
  );
}

/** Of a mounted folder; null for named volumes and the like. */
function sourceOf(volume: string | { readonly type?: string; readonly source?: string }): string | null {
  if (typeof volume === 'string') {
    const [source = '', target] = volume.split(':');
    return target !== undefined && /^[./~]/.test(source) ? source : null;
  }
  return volume.type === 'bind' ? (volume.source ?? null) : null;
}

function isOutside(path: string | null, folder: string): boolean {
  return path !== null && path !== folder && !path.startsWith(`${folder}${sep}`);
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
