import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describeEnvironment, environmentExample } from '../src/platform/config.js';
import { schedule } from '../src/schedule.js';

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** Who may import whom. `cli` and the files directly under `src` put everything together and may import all. */
const ARROWS: Record<string, string[]> = {
  platform: [],
  ingest: ['platform'],
  surveys: ['platform', 'ingest'],
  insights: ['platform', 'ingest'],
  digest: ['platform', 'ingest', 'surveys', 'insights'],
};

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .map((name) => ({ name: name.split(sep).join('/'), text: readFileSync(join(SRC, name), 'utf8') }));

function importsOf(name: string, text: string): string[] {
  const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map((match) => match[1]!);
  return targets.map((target) =>
    relative(SRC, resolve(SRC, dirname(name), target))
      .split(sep)
      .join('/'),
  );
}

const folderOf = (path: string): string => path.split('/')[0]!;

describe('imports', () => {
  it('follow the arrows between the five folders', () => {
    const wrong = sources
      .filter(({ name }) => folderOf(name) in ARROWS && !name.endsWith('.spec.ts'))
      .flatMap(({ name, text }) =>
        importsOf(name, text)
          .filter((target) => !target.startsWith('..'))
          .filter(
            (target) => folderOf(target) !== folderOf(name) && !ARROWS[folderOf(name)]!.includes(folderOf(target)),
          )
          .map((target) => `${name} -> ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it('never reach for the controllers, jobs or templates of another folder', () => {
    const wrong = sources
      .filter(({ name }) => folderOf(name) in ARROWS)
      .flatMap(({ name, text }) =>
        importsOf(name, text)
          .filter((target) => /\.(controller|job)\.js$/.test(target) && folderOf(target) !== folderOf(name))
          .map((target) => `${name} -> ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it('name no default export and no barrel', () => {
    expect(sources.filter(({ text }) => /^export default /m.test(text)).map(({ name }) => name)).toEqual([]);
    expect(sources.filter(({ name }) => name.endsWith('/index.ts')).map(({ name }) => name)).toEqual([]);
  });
});

describe('jobs', () => {
  it('stand on the schedule page, every one', () => {
    const files = sources
      .filter(({ name }) => name.endsWith('.job.ts'))
      .map(({ text }) => /export class (\w+)/.exec(text)?.[1]);
    expect(schedule.map(({ job }) => job.name).sort()).toEqual(files.sort());
  });

  it('have a queue of their own', () => {
    const queues = schedule.map(({ queue }) => queue);
    expect(new Set(queues).size).toBe(queues.length);
  });
});

describe('folders', () => {
  it('hold at most 25 files beside their sub-folders', () => {
    const counts = new Map<string, number>();
    for (const { name } of sources.filter((source) => !source.name.endsWith('.spec.ts'))) {
      counts.set(dirname(name), (counts.get(dirname(name)) ?? 0) + 1);
    }
    expect([...counts].filter(([, count]) => count > 25)).toEqual([]);
  });

  it('are named after a topic', () => {
    const names = new Set(sources.flatMap(({ name }) => name.split('/').slice(0, -1)));
    expect(
      ['utils', 'helpers', 'common', 'shared', 'types', 'interfaces', 'dto'].filter((name) => names.has(name)),
    ).toEqual([]);
  });
});

describe('README', () => {
  const readme = existsSync(join(ROOT, 'README.md')) ? readFileSync(join(ROOT, 'README.md'), 'utf8') : '';

  it('names every variable', () => {
    expect(
      describeEnvironment()
        .filter(({ name }) => !readme.includes(`\`${name}\``))
        .map(({ name }) => name),
    ).toEqual([]);
  });

  it('names every command', () => {
    const commands = sources
      .filter(({ name }) => name.startsWith('cli/'))
      .flatMap(({ text }) => [...text.matchAll(/^\s+\.command\('([a-z-]+)/gm)].map((match) => match[1]!));
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme))).toEqual([]);
  });

  it('has at most 250 lines', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(250);
  });
});

describe('.env.example', () => {
  it('is what the configuration says (npm run env:example writes it)', () => {
    expect(readFileSync(join(ROOT, '.env.example'), 'utf8')).toBe(environmentExample());
  });
});
