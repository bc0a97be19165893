import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Content } from './content.js';
import { SurveyVersion } from './survey-version.entity.js';

const MOST_KEPT = 500;

/** Versions never change, so each is read once. */
@Injectable()
export class VersionCache {
  private readonly known = new Map<string, Content>();

  constructor(private readonly db: DataSource) {}

  async content(versionId: string): Promise<Content> {
    const known = this.known.get(versionId);
    if (known) return known;
    const { content } = await this.db.manager.findOneByOrFail(SurveyVersion, { id: versionId });
    if (this.known.size >= MOST_KEPT) this.known.clear();
    this.known.set(versionId, content);
    return content;
  }
}
