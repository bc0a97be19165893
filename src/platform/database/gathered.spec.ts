import { Gathered } from './gathered.js';

/** Statements that end when the test says so. */
function statements() {
  const asked: number[][] = [];
  const ends: (() => void)[] = [];
  const askAll = async (questions: number[]) => {
    asked.push(questions);
    await new Promise<void>((resume) => ends.push(resume));
    if (questions.includes(13)) throw new RangeError('13');
    return questions.map((question) => question * 2);
  };
  return { asked, ends, gathered: new Gathered(askAll) };
}

const aTurn = () => new Promise((resume) => setImmediate(() => setImmediate(resume)));

describe('Gathered', () => {
  it('asks what comes in one turn together, and answers each with its own', async () => {
    const { asked, ends, gathered } = statements();
    const answers = Promise.all([1, 2, 3].map((question) => gathered.ask(question)));
    await aTurn();
    ends[0]!();
    expect(await answers).toEqual([2, 4, 6]);
    expect(asked).toEqual([[1, 2, 3]]);
  });

  it('gathers while two statements are under way', async () => {
    const { asked, ends, gathered } = statements();
    const answers: Promise<number>[] = [];
    for (const question of [1, 2, 3, 4, 5]) {
      answers.push(gathered.ask(question));
      await aTurn();
    }
    expect(asked).toEqual([[1], [2]]);
    ends[1]!();
    await aTurn();
    expect(asked).toEqual([[1], [2], [3, 4, 5]]);
    ends[0]!();
    ends[2]!();
    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10]);
  });

  it('splits a crowd into statements of two hundred', async () => {
    const { asked, ends, gathered } = statements();
    const answers = Promise.all(Array.from({ length: 450 }, (_, i) => gathered.ask(i + 1000)));
    for (let ended = 0; ended < 3; await aTurn()) for (; ended < ends.length; ended++) ends[ended]!();
    expect((await answers).at(-1)).toBe(2898);
    expect(asked.map(({ length }) => length)).toEqual([200, 200, 50]);
  });

  it('fails those of a failed statement alone, and goes on', async () => {
    const { ends, gathered } = statements();
    const failed = Promise.allSettled([gathered.ask(12), gathered.ask(13)]);
    await aTurn();
    const after = gathered.ask(14);
    await aTurn();
    ends.forEach((end) => end());
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await after).toBe(28);
  });
});
