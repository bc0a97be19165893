import { existsSync, mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchModel } from './fetch-model.js';
import { encoderFolder, fetchedFolder, ModelError, readModelFolder, shippedModels } from './model-folder.js';

const ID = 'someone/encoder';
const shipped = shippedModels('hearback-support-en');
let server: Server;
let hub: string;
let absent: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const file = request.url!.replace(`/${ID}/resolve/main/`, '');
    const answer = async () => {
      if (absent.some((name) => file.startsWith(name)) || !existsSync(join(shipped, file)))
        response.writeHead(404).end();
      else response.end(await readFile(join(shipped, file)));
    };
    void answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hub = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const order = (dataDir: string) => ({ hub, id: ID, revision: 'main', folder: fetchedFolder(ID, dataDir) });

describe('fetchModel', () => {
  it('leaves a folder that MODEL_DIR finds by the id of the model', async () => {
    absent = [];
    const dataDir = mkdtempSync(join(tmpdir(), 'hub-'));
    const model = await fetchModel(order(dataDir));
    const { model: original } = await readModelFolder(shipped);
    expect(model.fingerprint).toBe(original.fingerprint);
    expect(existsSync(join(encoderFolder({ MODEL_DIR: ID, DATA_DIR: dataDir }), 'config.json'))).toBe(true);
  });

  it.each([['tokenizer.json'], ['onnx/']])('leaves nothing behind when the hub has no %s', async (name) => {
    absent = [name];
    const dataDir = mkdtempSync(join(tmpdir(), 'hub-'));
    await expect(fetchModel(order(dataDir))).rejects.toThrow(ModelError);
    expect([existsSync(fetchedFolder(ID, dataDir)), existsSync(`${fetchedFolder(ID, dataDir)}.part`)]).toEqual([
      false,
      false,
    ]);
  });

  it('refuses what is not the id of a model', () => {
    expect(() => fetchedFolder('../../etc', '/data')).toThrow(ModelError);
  });
});
