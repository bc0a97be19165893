/** So many statements run at a time; what is asked meanwhile makes up the next. Two, so that a slow one holds nobody up. */
const MOST_UNDER_WAY = 2;
const MOST_AT_ONCE = 200;

interface Asked<Question, Answer> {
  question: Question;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/**
 * Answers many small questions by few statements: all that arrive in one turn of the event loop, or while two statements
 * are under way, are asked together. A single question waits for nobody, and the more come, the less each costs.
 */
export class Gathered<Question, Answer> {
  private waiting: Asked<Question, Answer>[] = [];
  private underWay = 0;
  private isPlanned = false;

  /** `askAll` answers in the order of the questions; when it fails, all of them fail. */
  constructor(private readonly askAll: (questions: Question[]) => Promise<Answer[]>) {}

  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      this.plan();
    });
  }

  private plan(): void {
    if (this.isPlanned || this.underWay >= MOST_UNDER_WAY || this.waiting.length === 0) return;
    this.isPlanned = true;
    setImmediate(() => {
      this.isPlanned = false;
      void this.run();
    });
  }

  private async run(): Promise<void> {
    const batch = this.waiting.slice(0, MOST_AT_ONCE);
    this.waiting = this.waiting.slice(MOST_AT_ONCE);
    this.underWay += 1;
    this.plan();
    try {
      const answers = await this.askAll(batch.map(({ question }) => question));
      batch.forEach(({ resolve }, i) => resolve(answers[i]!));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.underWay -= 1;
      this.plan();
    }
  }
}
