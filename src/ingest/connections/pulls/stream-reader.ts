import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ArticlesService } from '../../articles/articles.service.js';
import { inTransaction } from '../../transaction.js';
import { ChangesService } from '../changes.service.js';
import type { Connection } from '../connection.entity.js';
import { DeskOpener, type OpenDesk } from './open-desk.js';
import type { Cursor, PullContext, PullStream } from './pull-stream.js';
import { Pull } from './pull.entity.js';
import { PullsService } from './pulls.service.js';

/** One stream in the hands of one worker. */
export interface Run {
  connection: Connection;
  pull: Pull;
  worker: string;
  clock: () => Date;
  signal: AbortSignal;
}

const DEFAULT_SINCE_MS = 90 * 24 * 3_600_000;

/** Reads one page of a stream and stores it together with the place of the next one. */
@Injectable()
export class StreamReader {
  constructor(
    private readonly db: DataSource,
    private readonly opener: DeskOpener,
    private readonly pulls: PullsService,
    private readonly changes: ChangesService,
    private readonly articles: ArticlesService,
  ) {}

  open({ connection, pull, signal }: Run): Promise<OpenDesk | null> {
    // Counting a wait must not fail the run that waits.
    return this.opener.open(connection, signal, () => void this.pulls.countWait(pull).catch(() => undefined));
  }

  context({ connection, clock }: Run, desk: OpenDesk): PullContext {
    const { settings, source, createdAt } = connection;
    const since = settings.pullSince ? new Date(settings.pullSince) : new Date(createdAt.getTime() - DEFAULT_SINCE_MS);
    return { api: desk.api, settings, since, now: clock(), outdated: (listed) => this.pulls.outdated(source, listed) };
  }

  /** Returns whether it was the last page. `seen` collects the articles of a whole pass. */
  async page(run: Run, desk: OpenDesk, stream: PullStream, seen: Set<string> | null): Promise<boolean> {
    const { pull, worker, clock, connection } = run;
    const { changes, cursor, isLast } = await stream.next(pull.cursor as Cursor | null, this.context(run, desk));
    await inTransaction(this.db, async (em) => {
      await this.changes.apply(em, connection, changes, clock());
      await this.pulls.advance(em, pull, worker, { cursor, taken: changes.length, now: clock() });
    });
    pull.cursor = cursor;
    for (const change of changes) if (change.kind === 'article') seen?.add(change.article.externalId);
    if (isLast && stream.listsAll && seen) await this.articles.keepOnly(connection.source, [...seen], clock());
    return isLast;
  }
}
