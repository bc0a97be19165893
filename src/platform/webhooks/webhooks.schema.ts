import { z } from 'zod';
import { PageQuery } from '../http/page.js';

/** Dotted, `noun.past-participle`. */
const EventType = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+$/, 'Such as response.created');

export const EndpointBody = z.object({
  url: z.string().max(2000).describe('An https address on the public internet.'),
  description: z.string().trim().max(200).default(''),
  events: z
    .array(EventType)
    .max(50)
    .default([])
    .describe('Types of events as `/v1/webhook-endpoints/event-types` lists them; all when empty.'),
});
export type EndpointBody = z.infer<typeof EndpointBody>;

export const EndpointChange = z.object({
  url: z.string().max(2000).optional(),
  description: z.string().trim().max(200).optional(),
  events: z.array(EventType).max(50).optional(),
  disabled: z.boolean().optional().describe('False starts an endpoint again that was stopped.'),
});
export type EndpointChange = z.infer<typeof EndpointChange>;

export const ListEndpoints = z.object(PageQuery);
export type ListEndpoints = z.infer<typeof ListEndpoints>;
