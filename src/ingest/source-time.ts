import { z } from 'zod';

/** Help desks did not exist before; a later time is a mistake of units that would sort above everything else for ever. */
const EARLIEST = Date.UTC(1990, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

/** A moment as the source tells it: ISO 8601 with a zone. */
export const SourceTime = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= EARLIEST && Date.parse(text) < LATEST, 'Not a time between 1990 and 2200');
