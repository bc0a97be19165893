import type { Command } from 'commander';
import { fetchModel } from '../insights/embedding/fetch-model.js';
import { fetchedFolder, ModelError } from '../insights/embedding/model-folder.js';
import { loadConfig } from '../platform/config.js';
import { CommandError } from './command-error.js';

export function registerModel(program: Command): void {
  program
    .command('model')
    .description('Sentence encoders.')
    .command('fetch')
    .description('Fetch an encoder from a hub, so that MODEL_DIR can name it. Nothing else ever downloads anything.')
    .argument('<id>', 'such as Xenova/paraphrase-multilingual-MiniLM-L12-v2')
    .option('--hub <url>', 'where from', 'https://huggingface.co')
    .option('--revision <name>', 'branch, tag or commit', 'main')
    .action(async (id: string, { hub, revision }: { hub: string; revision: string }) => {
      try {
        const folder = fetchedFolder(id, loadConfig().env.DATA_DIR);
        const onFile = (file: string) => process.stderr.write(`${file}\n`);
        const { dimensions, fingerprint } = await fetchModel({ hub, id, revision, folder, onFile });
        process.stdout.write(
          `${id}, ${dimensions} dimensions, fingerprint ${fingerprint}, lies in ${folder}.\n` +
            `Set MODEL_DIR=${id} and MODEL_LANGUAGES; the next start reads everything anew while the old themes stay.\n`,
        );
      } catch (error) {
        throw error instanceof ModelError ? new CommandError(`${error.message}.`) : error;
      }
    });
}
