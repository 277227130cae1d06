import { type Compose, type ComposeService, type Place, requirement } from 'checker/kit';
import {
  defaultOf,
  expectNothing,
  forCompose,
  given,
  isPinned,
  linesOf,
  serviceOf,
  unset,
} from './compose-file.ts';

requirement('services', async ({ compose, source, random }) => {
  const read = await compose.read();
  const [postgres, redis, migrate, api] = ['postgres', 'redis', 'migrate', 'api'].map((name) =>
    serviceOf(read, name),
  ) as [ComposeService, ComposeService, ComposeService, ComposeService];
  const version = linesOf(source, read.file).findIndex((line) => /^version\s*:/.test(line));
  expectNothing(version === -1 ? [] : [read.place({ line: version + 1 }, 'a `version`')], {
    expected: 'no `version` at the top of compose.yaml',
    look: 'What does `docker compose config` say about it?',
  });
  expectNothing(
    [migrate, api]
      .filter((service) => !isBuilt(service, read))
      .map((service) => read.place(service, `${service.name} has no \`build\``)),
    {
      expected: '`api` and `migrate` to be built from the Dockerfile',
      look: 'Where does the image of each come from, on a machine that has never seen it?',
    },
  );
  expectNothing(imageFaults(read, [postgres, 'POSTGRES_IMAGE'], [redis, 'REDIS_IMAGE']), {
    expected:
      '`${POSTGRES_IMAGE:-…}`, `${REDIS_IMAGE:-…}` and, wherever something is built, the build argument `NODE_IMAGE: ${NODE_IMAGE:-…}`, each with a default of x.y, x.y.z or a digest',
    look: 'Which image will it be next month? And how is another one put in its place, without a change in the file?',
  });
  expectNothing(onceFaults(read, migrate), {
    expected: '`migrate` to run the migrations once, and to end',
    look: 'What does its container start, and what happens when that has ended?',
  });
  expectNothing(portFaults(read, api), {
    expected: '`api`, and nobody else, to publish a port: `${API_PORT:-3000}:3000`',
    look: 'Who reaches a port that is published? Containers of one file reach each other without.',
  });
  await compose.config(forCompose(random));
});

/** By itself, or by the name of an image that another service builds. */
function isBuilt({ build, image }: ComposeService, { services }: Compose): boolean {
  if (build !== null) return true;
  return services.some(
    (other) => other.build !== null && image !== null && other.image?.value === image.value,
  );
}

function imageFaults(compose: Compose, ...named: readonly (readonly [ComposeService, string])[]): Place[] {
  const images = named.flatMap(([service, variable]): Place[] => {
    const { image } = service;
    if (image === null) return [compose.place(service, `${service.name} has no image`)];
    const fallback = defaultOf(image);
    if (!image.variables.some(({ name }) => name === variable)) {
      return [compose.place(image, `${image.value} cannot be replaced by ${variable}`)];
    }
    return fallback !== null && isPinned(fallback)
      ? []
      : [compose.place(image, `${fallback ?? 'no default'} is not pinned`)];
  });
  const bases = compose.services.flatMap(({ name, build }): Place[] => {
    if (build === null) return [];
    const base = build.args.NODE_IMAGE;
    if (!base?.variables.some((variable) => variable.name === 'NODE_IMAGE')) {
      return [compose.place(base ?? build, `${name} is built without NODE_IMAGE from outside`)];
    }
    const fallback = defaultOf(base);
    return fallback === null || isPinned(fallback) ? [] : [compose.place(base, `${fallback} is not pinned`)];
  });
  return [...images, ...bases];
}

function onceFaults(compose: Compose, migrate: ComposeService): Place[] {
  const { command, entrypoint, build, restart } = migrate;
  const again = restart === null ? null : defaultOf(restart);
  return [
    ...(command === null && entrypoint === null && (build?.target ?? null) === null
      ? [compose.place(migrate, 'it starts what the image starts, which is the service')]
      : []),
    ...(restart !== null && (again === 'always' || again === 'unless-stopped')
      ? [compose.place(restart, `with \`restart: ${again}\` it starts anew whenever it has ended`)]
      : []),
  ];
}

function portFaults(compose: Compose, api: ComposeService): Place[] {
  const others = compose.services
    .filter(({ name }) => name !== api.name)
    .flatMap(({ name, ports }) =>
      ports.map((port) => compose.place(port, `${name} publishes ${port.target}`)),
    );
  const own = api.ports.filter(({ target }) => target === '3000');
  if (own.length === 0) return [...others, compose.place(api, '3000 of `api` is not published')];
  const fixed = own.filter(
    ({ published }) => unset(published ?? '') !== '3000' || !published?.includes('API_PORT'),
  );
  return [
    ...others,
    ...fixed.map((port) => compose.place(port, `it leads from ${port.published ?? 'any port'}`)),
  ];
}

requirement('healthchecks', async ({ compose, dockerfile }) => {
  const read = await compose.read();
  const faults: Place[] = [];
  for (const name of ['postgres', 'redis', 'api']) {
    const service = serviceOf(read, name);
    const { healthcheck } = service;
    if (healthcheck?.disabled) faults.push(read.place(healthcheck, `${name}: it is switched off`));
    else if (healthcheck?.command) {
      const { words } = healthcheck.command;
      if (asksNobody(words))
        faults.push(read.place(healthcheck, `${name}: \`${words.join(' ')}\` asks nobody`));
    } else if (name !== 'api') faults.push(read.place(service, `${name}: no health check`));
    else {
      // The image may have one of its own.
      const file = await dockerfile.read();
      const stage = (service.build?.target ? file.stage(service.build.target) : null) ?? file.final;
      if (!stage.healthcheck?.command)
        faults.push(read.place(service, `${name}: no health check, and its image has none either`));
    }
  }
  expectNothing(faults, {
    expected: '`postgres`, `redis` and `api` to say how their health is asked',
    look: 'A process may run long before it can be used. Who else would tell the others when that is?',
  });
});

/** Always well, whatever the service does. */
function asksNobody(words: readonly string[]): boolean {
  const [first = '', second] = words;
  return /^(true|:|\/bin\/true|echo)$/.test(first) || (first === 'exit' && second === '0');
}

requirement('depends-on-healthy', async ({ compose }) => {
  const read = await compose.read();
  const wishes = [
    ['migrate', 'postgres', 'service_healthy'],
    ['api', 'postgres', 'service_healthy'],
    ['api', 'redis', 'service_healthy'],
    ['api', 'migrate', 'service_completed_successfully'],
  ] as const;
  const faults = wishes.flatMap(([name, on, condition]): Place[] => {
    const service = serviceOf(read, name);
    if (waits(read, service, on, condition)) return [];
    const found = service.dependsOn.find((each) => each.service === on);
    return [
      found === undefined
        ? read.place(service, `${name} does not wait for ${on}`)
        : read.place(found, `${name} waits for ${on} with ${found.condition}`),
    ];
  });
  expectNothing(faults, {
    expected:
      '`api` to wait for `postgres` and `redis` (service_healthy) and for `migrate` (service_completed_successfully), and `migrate` for `postgres`',
    look: 'A container that has started is not yet a database that answers, or a migration that is done. What does each `depends_on` wait for?',
  });
});

/** Also by way of somebody else who waits for it. */
function waits(compose: Compose, service: ComposeService, on: string, condition: string): boolean {
  return service.dependsOn.some((each) => {
    if (each.service === on && each.condition === condition) return true;
    const next = compose.service(each.service);
    return next !== null && waits(compose, next, on, condition);
  });
}

requirement('named-volumes', async ({ compose }) => {
  const read = await compose.read();
  const postgres = serviceOf(read, 'postgres');
  const wishes = dataFolders(postgres);
  const covering = (data: string) =>
    postgres.volumes
      .filter(({ target }) => `${data}/`.startsWith(`${target.replace(/\/+$/, '')}/`))
      .toSorted((a, b) => b.target.length - a.target.length)[0];
  const kept = wishes.some(({ data, mount }) => {
    const found = covering(data);
    return (
      found?.kind === 'volume' &&
      !found.readOnly &&
      (mount === null || found.target.replace(/\/+$/, '') === mount)
    );
  });
  if (kept) return;
  const [{ data, mount }] = wishes as [DataFolder];
  expectNothing(
    postgres.volumes.length === 0
      ? [read.place(postgres, 'postgres has no volume')]
      : postgres.volumes.map((each) => read.place(each, `${tellKind[each.kind]} at ${each.target}`)),
    {
      expected: `a named volume at ${mount ?? data}, where the image of PostgreSQL keeps its data`,
      look: 'What is left of the container’s files after `docker compose down`? The page of the image says where its data lie, and what becomes of a mount above that.',
    },
  );
});

const tellKind = {
  volume: 'a named volume',
  anonymous: 'a volume without a name',
  bind: 'a folder of the machine',
  tmpfs: 'a tmpfs',
  other: 'something else',
};

interface DataFolder {
  readonly data: string;
  /** Where the volume must lie exactly, since the image makes one of its own there; null where any folder above does. */
  readonly mount: string | null;
}

/** By what the image says of itself: until 17 a volume at …/data, from 18 on one above it. */
function dataFolders({ environment, image }: ComposeService): readonly DataFolder[] {
  const told = defaultOf(environment.PGDATA ?? null);
  const before = {
    data: told ?? '/var/lib/postgresql/data',
    mount: told === null ? '/var/lib/postgresql/data' : null,
  };
  const after = { data: told ?? '/var/lib/postgresql/18/docker', mount: null };
  const major = Number(/:v?(\d+)/.exec(defaultOf(image) ?? '')?.[1] ?? Number.NaN);
  if (Number.isNaN(major)) return [before, after];
  return major < 18 ? [before] : [after];
}

requirement('no-hardcoded-secrets', async ({ compose, source }) => {
  const read = await compose.read();
  const named = read.services.flatMap(({ name, environment, build }) =>
    Object.entries({ ...build?.args, ...environment }).flatMap(([variable, setting]): Place[] => {
      if (!isSecret.test(variable)) return [];
      const text = defaultOf(setting);
      return text === null || text === ''
        ? []
        : [read.place(setting, `${name}: ${variable} has a value that stands here`)];
    }),
  );
  const lines = linesOf(source, read.file);
  const written = lines.flatMap((line, at): Place[] =>
    holdsSecret(unset(line)) ? [read.place({ line: at + 1 }, 'a password within a text')] : [],
  );
  expectNothing(unique([...named, ...written]), {
    expected: 'no secret in compose.yaml, neither as a value nor as a default of a variable',
    look: 'Whoever reads the repository reads this file. What is the password of a machine on which nobody has set anything?',
  });
  const postgres = serviceOf(read, 'postgres');
  const { POSTGRES_PASSWORD: password, POSTGRES_PASSWORD_FILE: file } = postgres.environment;
  const asked = file !== undefined || password?.variables.some(({ name }) => name === 'POSTGRES_PASSWORD');
  expectNothing(
    asked ? [] : [read.place(password ?? postgres, 'POSTGRES_PASSWORD of the environment is not used')],
    {
      expected: 'the password of PostgreSQL to be `${POSTGRES_PASSWORD}`',
      look: 'Who may log in to this database, and with what?',
    },
  );
  const needed = lines.flatMap((line, at) =>
    [...line.matchAll(/\$\{(\w+):?\?/g)].flatMap(([, name = '']): Place[] =>
      allowed.includes(name) ? [] : [read.place({ line: at + 1 }, `${name} must be given`)],
    ),
  );
  expectNothing(needed, {
    expected: `nothing to be needed from outside but POSTGRES_PASSWORD`,
    look: 'Other secrets may be empty by default: what does the service do without an API key?',
  });
});

/** What the judge sets. */
const allowed = ['POSTGRES_PASSWORD', 'API_PORT', 'NODE_IMAGE', 'POSTGRES_IMAGE', 'REDIS_IMAGE'];

const isSecret = /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEYS?|PRIVATE_KEY|CREDENTIALS?)$/i;

/** A URL with a password, `password=…` of a connection string, or a flag of Redis. */
function holdsSecret(text: string): boolean {
  const found = [
    /:\/\/[^\s/@:"']*:([^\s/@"']+)@/.exec(text),
    /password\s*=\s*([^\s"';,&]+)/i.exec(text),
    /--requirepass["',\s]+([^\s"',\]]+)/.exec(text),
  ];
  return found.some((each) => each !== null && !each[1]?.includes(given));
}

function unique(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [place.line, place])).values()];
}

requirement('limits', async ({ compose }) => {
  const read = await compose.read();
  const faults = read.services.flatMap((service): Place[] => {
    const missing = [
      ...(isBound(defaultOf(service.limits.memory), service.limits.memory !== null) ? [] : ['memory']),
      ...(isBound(defaultOf(service.limits.cpus), service.limits.cpus !== null) ? [] : ['CPUs']),
    ];
    return missing.length === 0
      ? []
      : [read.place(service, `${service.name} has no limit of ${missing.join(' and ')}`)];
  });
  expectNothing(faults, {
    expected: 'a limit of memory and of CPUs for each service',
    look: 'Which of them may take all of the machine, and which one is killed then?',
  });
});

/** Zero stands for no limit. */
function isBound(text: string | null, set: boolean): boolean {
  return set && (text === null || Number.parseFloat(text) > 0);
}
