import { Module } from '@nestjs/common';

/**
 * What customers said, wherever it was said: tickets, feedback, statements, imports, help articles.
 * Knows nothing of surveys, themes or digests.
 */
@Module({})
export class IngestModule {}
