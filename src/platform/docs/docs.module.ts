import { Module } from '@nestjs/common';
import { ApiDescription } from './api-description.js';
import { DocsController } from './docs.controller.js';

/** Owns `/openapi.json` and `/docs`. Nothing is written twice: both come from the schemas that check the requests. */
@Module({ controllers: [DocsController], providers: [ApiDescription], exports: [ApiDescription] })
export class DocsModule {}
