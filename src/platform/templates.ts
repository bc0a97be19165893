import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { Config } from './config.js';
import { templateHelpers } from './template-helpers.js';

const SOURCE_ROOT = join(import.meta.dirname, '..');
const EXTENSION = '.hbs';

/** Spelled out, or handlebars warns on the console when somebody tries. */
const NO_PROTOTYPES = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };

type Render = Handlebars.TemplateDelegate<object>;

/**
 * All templates of the service, compiled when it starts, so that a mistake in one stops the start. A template is named
 * by its path under `src` (`platform/pages/layout`), and every template may be used as a partial under that name.
 * Names that end in `.text` are plain text and are not escaped. Unknown fields and helpers are errors, not blanks.
 */
@Injectable()
export class Templates {
  private readonly templates: Map<string, Render>;
  private readonly options: Handlebars.RuntimeOptions;

  constructor(config: Config) {
    const helpers = templateHelpers(config.publicUrl, config.env.TIME_ZONE);
    const engine = Handlebars.create();
    engine.unregisterHelper('log');
    this.templates = new Map(
      sources().map(([name, source]) => [name, compile(engine, name, source, Object.keys(helpers))]),
    );
    this.options = { helpers, partials: Object.fromEntries(this.templates), ...NO_PROTOTYPES };
  }

  /** Renders a template with plain data. Throws RangeError for an unknown name, TypeError for data that are no object. */
  render(name: string, data: object): string {
    const template = this.templates.get(name);
    if (!template) throw new RangeError(`There is no template "${name}"`);
    if (typeof data !== 'object' || data === null) throw new TypeError('A template needs an object');
    return template(data, this.options);
  }
}

/** Every template of the source tree as [name, source]. */
export function sources(): [string, string][] {
  const files = readdirSync(SOURCE_ROOT, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith(EXTENSION),
  );
  return files.sort().map((file) => [nameOf(file), readFileSync(join(SOURCE_ROOT, file), 'utf8')]);
}

function nameOf(file: string): string {
  return relative('.', file).split(sep).join('/').slice(0, -EXTENSION.length);
}

function compile(engine: typeof Handlebars, name: string, source: string, helpers: string[]): Render {
  const knownHelpers = Object.fromEntries(helpers.map((helper) => [helper, true]));
  const options = {
    strict: true,
    knownHelpersOnly: true,
    knownHelpers,
    noEscape: name.endsWith('.text'),
    preventIndent: true,
  };
  try {
    const code = String(engine.precompile(source, options as Parameters<typeof engine.precompile>[1]));
    // The code is handlebars' own output for a file of this repository; evaluating it is what a build step would do.
    const specification = new Function(`return ${code}`)() as TemplateSpecification;
    return engine.template(specification) as Render;
  } catch (error) {
    throw new Error(`Template ${name}: ${(error as Error).message}`, { cause: error });
  }
}
