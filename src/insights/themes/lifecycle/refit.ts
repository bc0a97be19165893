import type { Kernels } from '../../embedding/kernels.js';
import { addTo, dot, gather, normalise, row, zeros, type Matrix } from '../../embedding/matrix.js';
import { nameThemes, rankMembers, type ThemeName } from '../naming/name-themes.js';
import { pickQuotes } from '../naming/quotes.js';
import { ASSIGN_AT } from './assign-online.js';
import { averageLinkage } from './average-linkage.js';
import { place } from './place.js';
import { proposeMerges, proposeSplit, type MergeProposal, type SplitProposal } from './proposals.js';

export interface RefitInput {
  /** Whole messages of the window (12 weeks), oldest first, one unit vector a row. */
  vectors: Matrix;
  /** The same messages, masked. */
  texts: string[];
  /** Who wrote each; null: not known, counts as somebody of their own. */
  people: (string | null)[];
  /** Row in `centroids` of the theme each is in now; -1: none. */
  current: Int32Array;
  /** Rows whose theme (or -1) a person has chosen: they stay, whatever the vectors say. */
  fixed: number[];
  /** Unit centroids of the living and dormant themes. */
  centroids: Matrix;
  /** Themes whose centroid must not move. */
  pinned: number[];
  /** Themes that are not an issue: they go on collecting their messages, and nothing is proposed about them. */
  notAnIssue: number[];
  /** Pairs of themes that people keep apart. */
  neverMerge: [number, number][];
  /** Cosine from which a message belongs to a theme; .70 when absent. */
  assignAt?: number;
  seed?: number;
}

export interface Birth {
  /** Its number: themes keep theirs, births follow. */
  theme: number;
  people: number;
}

export interface RefitOutput {
  /** Theme of each message; -1: the unassigned pool. */
  assignments: Int32Array;
  /** Cosine with the assigned theme, or with the nearest one. */
  similarities: Float32Array;
  /** Of all themes, births last. */
  centroids: Matrix;
  births: Birth[];
  /** A name for every theme; people's names and names already shown are the caller's to keep. */
  names: ThemeName[];
  /** Rows of telling messages of every theme. */
  quotes: number[][];
  mergeProposals: MergeProposal[];
  splitProposals: SplitProposal[];
  /** Of the messages that had a theme before, how many still have the same. */
  stability: { before: number; kept: number };
}

const ROUNDS = 3;
/** Weight of the old centroid, in messages. */
const INERTIA = 2;
const BIRTH_AT = 0.65;
const BIRTH_PEOPLE = 3;
/** The newest of the pool; average linkage takes 4 n^2 bytes. */
const MOST_POOL = 4000;

/**
 * The weekly refit by warm start: themes keep their identity, move with their messages, and new ones are born from the pool.
 * What people fixed is never touched. Deterministic; throws RangeError when the shapes do not fit each other.
 */
export async function refit(kernels: Kernels, input: RefitInput): Promise<RefitOutput> {
  check(input);
  let centroids = gather(
    input.centroids,
    Int32Array.from({ length: input.centroids.rows }, (_, j) => j),
  );
  for (let round = 0; round < ROUNDS; round++) {
    const { assignments } = await assign(kernels, input, centroids);
    centroids = moved(input, centroids, assignments);
  }
  const first = await assign(kernels, input, centroids);
  const born = await findBirths(kernels, input, first.assignments);
  const all = stackBelow(centroids, born.centroids);
  const { assignments, similarities } = born.centroids.rows > 0 ? await assign(kernels, input, all) : first;
  const ranked = rankMembers(input.vectors, assignments, all);
  const open = (j: number) => !input.notAnIssue.includes(j);
  const mergeProposals = await proposeMerges(kernels, all, (a, b) => open(a) && open(b) && !keptApart(input, a, b));
  const splitProposals = ranked.flatMap(({ members }, j) =>
    open(j) ? (proposeSplit(input.vectors, j, members, input.seed ?? 1) ?? []) : [],
  );
  return {
    assignments,
    similarities,
    centroids: all,
    births: born.births,
    names: nameThemes(input.texts, ranked),
    quotes: ranked.map(({ members, centre }) => pickQuotes(input.vectors, centre, quotable(input, members))),
    mergeProposals,
    splitProposals,
    stability: stabilityOf(input.current, assignments),
  };
}

/** Checks that all lists speak of the same messages and themes. */
function check({ vectors, texts, people, current, centroids }: RefitInput): void {
  const n = vectors.rows;
  if (texts.length !== n || people.length !== n || current.length !== n) {
    throw new RangeError(
      `${n} vectors with ${texts.length} texts, ${people.length} people and ${current.length} themes`,
    );
  }
  if (centroids.rows > 0 && centroids.cols !== vectors.cols && n > 0) {
    throw new RangeError(`vectors of ${vectors.cols} dimensions cannot join themes of ${centroids.cols}`);
  }
  if (current.some((j) => j >= centroids.rows)) throw new RangeError('a message is in a theme that has no centroid');
}

/** The nearest theme, the present one favoured; a person's choice before both. */
async function assign(kernels: Kernels, input: RefitInput, centroids: Matrix) {
  const { vectors, current, fixed, assignAt = ASSIGN_AT } = input;
  const placed = await place(kernels, { vectors, current, centroids, assignAt });
  for (const i of fixed) {
    placed.assignments[i] = current[i]!;
    if (current[i]! >= 0) placed.similarities[i] = dot(row(vectors, i), row(centroids, current[i]!));
  }
  return placed;
}

/** Unit of twice the old centroid and the members; a pinned theme stays where it is, one without members too. */
function moved({ vectors, pinned }: RefitInput, centroids: Matrix, assignments: Int32Array): Matrix {
  const sums = zeros(centroids.rows, centroids.cols);
  for (let j = 0; j < centroids.rows; j++) addTo(row(sums, j), row(centroids, j), INERTIA);
  assignments.forEach((j, i) => {
    if (j >= 0 && !pinned.includes(j)) addTo(row(sums, j), row(vectors, i));
  });
  for (let j = 0; j < sums.rows; j++) normalise(row(sums, j));
  return sums;
}

/** Groups of the pool with enough different people. Messages that a person put nowhere give birth to nothing. */
async function findBirths(
  kernels: Kernels,
  input: RefitInput,
  assignments: Int32Array,
): Promise<{ births: Birth[]; centroids: Matrix }> {
  const fixed = new Set(input.fixed);
  const pool = Array.from(assignments.keys())
    .filter((i) => assignments[i] === -1 && !fixed.has(i))
    .slice(-MOST_POOL);
  const rows = gather(input.vectors, pool);
  const groups = averageLinkage(await kernels.similarities(rows, rows), BIRTH_AT);
  const born = groups
    .map((group) => ({ group, people: new Set(group.map((g) => input.people[pool[g]!] ?? pool[g]!)).size }))
    .filter(({ people }) => people >= BIRTH_PEOPLE);
  const centroids = zeros(born.length, input.vectors.cols);
  born.forEach(({ group }, b) => {
    for (const g of group) addTo(row(centroids, b), row(rows, g));
    normalise(row(centroids, b));
  });
  return { births: born.map(({ people }, b) => ({ theme: input.centroids.rows + b, people })), centroids };
}

function stackBelow(above: Matrix, below: Matrix): Matrix {
  const out = zeros(above.rows + below.rows, below.cols);
  out.data.set(above.data);
  out.data.set(below.data, above.data.length);
  return out;
}

const keptApart = ({ neverMerge }: RefitInput, a: number, b: number) =>
  neverMerge.some(([x, y]) => (x === a && y === b) || (x === b && y === a));

const quotable = ({ texts, people }: RefitInput, members: readonly number[]) =>
  members.map((member) => ({ member, text: texts[member]!, customer: people[member]! }));

function stabilityOf(before: Int32Array, after: Int32Array): { before: number; kept: number } {
  let had = 0;
  let kept = 0;
  before.forEach((j, i) => {
    if (j < 0) return;
    had++;
    if (after[i] === j) kept++;
  });
  return { before: had, kept };
}
