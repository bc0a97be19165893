import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError } from './command-error.js';

/** Refuses early, before minutes of work, when the folder of a result is missing. Throws a CommandError. */
export async function requireFolderOf(path: string): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => null);
  if (!folder?.isDirectory())
    throw new CommandError(`There is no folder ${dirname(path)} to write ${path} into. Make it first.`);
}

/** Writes a file whole or not at all: into a temporary neighbour that takes the name at the end. */
export async function writeWholeFile(path: string, pieces: Iterable<string>): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      for (const piece of pieces) await file.write(piece);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new CommandError(`${path} cannot be written: ${(error as Error).message}`);
  }
}
