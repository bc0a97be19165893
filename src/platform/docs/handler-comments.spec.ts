import { commentsIn, handlerComments } from './handler-comments.js';

const TYPESCRIPT = `
/** The class. */
@Controller('v1/keys')
export class KeysController {
  /** All keys, newest first. Never the secrets. */
  @Get()
  @ApiTags('x')
  async list(@Query({ schema: ListKeys }) { limit }: ListKeys) {}

  @Post()
  create() {}

  /**
   * Makes a key, which is shown
   * once. Rotating is gentler.
   */
  @Post(':id/rotate')
  rotate(@Param('id') id: string) {}
}`;
const COMPILED = `export class KeysController {
    keys;
    constructor(keys){ this.keys = keys; }
    /** All keys, newest first. Never the secrets. */ async list({ limit }) {
    }
    create() {}
    /**
   * Makes a key, which is shown
   * once. Rotating is gentler.
   */ rotate(id) {}
}`;

describe('handlerComments', () => {
  it.each([
    ['TypeScript', TYPESCRIPT],
    ['what the compiler made of it', COMPILED],
  ])('reads %s', (_name, source) => {
    expect(Object.fromEntries(commentsIn(source))).toEqual({
      'Keys.list': { summary: 'All keys, newest first', description: 'Never the secrets.' },
      'Keys.rotate': { summary: 'Makes a key, which is shown once', description: 'Rotating is gentler.' },
    });
  });

  it('finds the handlers of this repository', () => {
    expect(handlerComments().get('Health.live')).toEqual({ summary: 'The process runs', description: '' });
  });
});
