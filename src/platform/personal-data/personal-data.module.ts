import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from './personal-data.js';
import { mails, repeatableCalls } from './platform-holders.js';

/** The registry for exports and erasures, with what the platform itself keeps: mails and answers to repeatable calls. */
@Global()
@Module({ providers: [PersonalData], exports: [PersonalData] })
export class PersonalDataModule implements OnModuleInit {
  constructor(private readonly registry: PersonalData) {}

  onModuleInit(): void {
    this.registry.register(mails);
    this.registry.register(repeatableCalls);
  }
}
