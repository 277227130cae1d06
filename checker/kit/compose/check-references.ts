import type { Place } from '../../src/judge/observation.ts';
import type { Compose, ComposeService } from './compose.ts';

/** What the schema cannot see, and Compose refuses all the same: names that lead nowhere, times that are none, circles. */
export function checkReferences(compose: Compose): readonly Place[] {
  const places = compose.services.flatMap((service) => checkService(service, compose));
  const circle = findCircle(compose);
  if (circle !== null) places.push(circle);
  return places.sort((left, right) => left.line - right.line);
}

function checkService(service: ComposeService, compose: Compose): Place[] {
  const { name, line, image, build, dependsOn, volumes, secrets, healthcheck } = service;
  const places: Place[] = [];
  const find = (at: { readonly line: number }, text: string) =>
    void places.push(compose.place(at, `services.${name} ${text}`));
  if (image === null && build === null) find({ line }, 'has neither image nor build');
  for (const dependency of dependsOn) {
    if (compose.service(dependency.service) === null) {
      find(dependency, `depends on ${dependency.service}, which is no service of this file`);
    }
  }
  for (const mount of volumes) {
    const { kind, source } = mount;
    if (kind === 'volume' && source !== null && !source.includes('$') && !compose.volumes.includes(source)) {
      find(mount, `uses the volume ${source}, which \`volumes\` at the top does not declare`);
    }
  }
  for (const secret of secrets) {
    if (!compose.secrets.includes(secret)) {
      find(
        { line: service.lineOf('secrets') },
        `uses the secret ${secret}, which \`secrets\` at the top does not declare`,
      );
    }
  }
  for (const [field, time] of [
    ['interval', healthcheck?.interval],
    ['timeout', healthcheck?.timeout],
    ['start_period', healthcheck?.startPeriod],
  ] as const) {
    if (time === null || time === undefined || time.includes('$') || isDuration(time)) continue;
    find(
      { line: service.lineOf('healthcheck', field) },
      `has ${JSON.stringify(time)} for healthcheck.${field}, which is no time such as 5s or 1m30s`,
    );
  }
  return places;
}

/** Source: github.com/compose-spec/compose-spec/blob/main/11-extension.md#specifying-durations */
function isDuration(text: string): boolean {
  return /^(\d+(\.\d+)?(us|µs|ms|s|m|h))+$/.test(text) || text === '0';
}

/** The first circle of services that wait for each other. */
function findCircle(compose: Compose): Place | null {
  const done = new Set<string>();
  const visit = (service: ComposeService, path: readonly string[]): Place | null => {
    if (done.has(service.name)) return null;
    for (const dependency of service.dependsOn) {
      const way = [...path, service.name];
      const from = way.indexOf(dependency.service);
      if (from !== -1) {
        const circle = [...way.slice(from), dependency.service].join(' → ');
        return compose.place(dependency, `services wait for each other in a circle: ${circle}`);
      }
      const next = compose.service(dependency.service);
      const found = next === null ? null : visit(next, way);
      if (found !== null) return found;
    }
    done.add(service.name);
    return null;
  };
  for (const service of compose.services) {
    const found = visit(service, []);
    if (found !== null) return found;
  }
  return null;
}
