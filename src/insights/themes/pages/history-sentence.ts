import type { ThemeEvent } from '../tables/theme-event.entity.js';

type Told = Pick<ThemeEvent, 'kind' | 'detail' | 'actor'>;

const PLAIN: Partial<Record<ThemeEvent['kind'], string>> = {
  established: 'Established: five contacts in two weeks',
  dormant: 'Went dormant: four weeks without a message',
  revived: 'Woke up again',
  pinned: 'Pinned',
  unpinned: 'No longer pinned',
  silenced: 'Marked as not an issue',
  unsilenced: 'Is an issue again',
  unmerged: 'Taken out of the theme it was merged into',
  'kept-apart': 'Must never be merged with another theme',
  'let-together': 'May be merged with another theme again',
  retired: 'Ended when the themes were found anew',
  proposed: 'Proposed for a change',
};

/** An event of the lineage as a person reads it, without its time; who did it stands behind. */
export function historySentence({ kind, detail, actor }: Told): string {
  const what = PLAIN[kind] ?? counted(kind, detail);
  return actor === 'engine' ? what : `${what}, by ${actor}`;
}

function counted(kind: ThemeEvent['kind'], detail: Record<string, unknown>): string {
  const messages = `${Number(detail['messages'] ?? 0)} messages`;
  if (kind === 'born') return detail['from'] ? `Split off another theme with ${messages}` : `Found with ${messages}`;
  if (kind === 'renamed') return `Renamed from “${String(detail['from'])}” to “${String(detail['to'])}”`;
  if (kind === 'described') return 'Described anew';
  if (kind === 'merged') return `Merged into another theme with ${messages}`;
  if (kind === 'grown') return `Another theme with ${messages} was merged into this one`;
  if (kind === 'split') return `${messages} were split off into a new theme`;
  if (kind === 'moved') return `${messages} moved by hand`;
  return `Found again among many more messages, with ${messages}`;
}
