import { type CustomDecorator, SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'isPublic';

/** Marks a route that answers without a key or a session. Everything else needs one. */
export const Public = (): CustomDecorator => SetMetadata(IS_PUBLIC, true);
