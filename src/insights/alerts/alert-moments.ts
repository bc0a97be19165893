import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { AlertMoment, MOMENTS } from './alert-moment.entity.js';

/** One line of the life of an alert. */
export type Moment = Pick<AlertMoment, 'at' | 'what' | 'by' | 'note'>;

/** Writes down what happened, in the transaction in which it happens. */
export async function noteMoment(
  em: EntityManager,
  alertId: string,
  { at, what, by = null, note = null }: Pick<Moment, 'at' | 'what'> & Partial<Moment>,
): Promise<void> {
  await em.insert(AlertMoment, { id: randomUUID(), alertId, at, what, by, note });
}

/** The life of an alert, oldest first; what happens in one run is in the order in which it happens. */
export async function momentsOf(em: EntityManager, alertId: string): Promise<Moment[]> {
  const rows = await em.find(AlertMoment, { where: { alertId }, order: { at: 'ASC' } });
  return rows
    .map(({ at, what, by, note }) => ({ at, what, by, note }))
    .sort((a, b) => a.at.getTime() - b.at.getTime() || MOMENTS.indexOf(a.what) - MOMENTS.indexOf(b.what));
}
