import { Global, Module } from '@nestjs/common';
import { Outbound } from './outbound.js';

/** Calls to addresses that people typed in: webhooks, chat. Everything of the kind goes through `Outbound`. */
@Global()
@Module({ providers: [Outbound], exports: [Outbound] })
export class OutboundModule {}
