import { z } from 'zod';

/** Forms send one value as a string, several as a list, none at all as nothing. */
const chosen = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat()),
  z.array(z.uuid()).min(1, 'Choose at least one message').max(500),
);

export const SeedForm = z.object({
  tag: z.preprocess(
    (value) => (value === undefined ? [] : [value].flat()),
    z.array(z.string().trim().min(1).max(200)).min(1, 'Choose at least one tag').max(50, 'Choose at most 50 tags'),
  ),
});
export type SeedForm = z.infer<typeof SeedForm>;
export const RenameForm = z.object({ label: z.string().trim().min(1).max(120) });
export type RenameForm = z.infer<typeof RenameForm>;
export const OtherThemeForm = z.object({ other: z.uuid() });
export type OtherThemeForm = z.infer<typeof OtherThemeForm>;
export const MoveForm = z.object({ feedback: chosen, to: z.union([z.uuid(), z.literal('none')]) });
export type MoveForm = z.infer<typeof MoveForm>;
export const SplitForm = z.object({ feedback: chosen, label: z.string().trim().max(120).default('') });
export type SplitForm = z.infer<typeof SplitForm>;
export const FlagForm = z.object({ on: z.enum(['true', 'false']).transform((value) => value === 'true') });
export type FlagForm = z.infer<typeof FlagForm>;
export const DecisionForm = z.object({ accept: z.enum(['true', 'false']).transform((value) => value === 'true') });
export type DecisionForm = z.infer<typeof DecisionForm>;
