import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FilterField } from './page-filter.js';

export interface FilterChoice {
  name: FilterField;
  value: string;
}

/** A select of more values is no help; the address takes any. */
const MOST = 60;

/** The values by which pages can be filtered, most tickets first. */
@Injectable()
export class FilterChoices {
  constructor(private readonly db: DataSource) {}

  async read(): Promise<FilterChoice[]> {
    return this.db.query<FilterChoice[]>(
      `SELECT name, value FROM (SELECT name, value, row_number() OVER (PARTITION BY name ORDER BY n DESC, value) AS place
         FROM (SELECT CASE WHEN grouping(product) = 0 THEN 'product' WHEN grouping(channel) = 0 THEN 'channel' WHEN grouping(plan) = 0 THEN 'plan' ELSE 'team' END AS name,
             coalesce(product, channel, plan, team) AS value, count(*) AS n
           FROM ticket WHERE deleted_at IS NULL GROUP BY GROUPING SETS ((product), (channel), (plan), (team))) counted
         WHERE value IS NOT NULL) ranked WHERE place <= $1 ORDER BY name, place`,
      [MOST],
    );
  }
}
