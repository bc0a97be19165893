import { Global, Module } from '@nestjs/common';
import { Templates } from '../templates.js';
import { Assets } from './assets.js';
import { Navigation } from './navigation.js';
import { PagesController } from './pages.controller.js';
import { Pages } from './pages.js';

/** The layout of all pages, the menu, the stylesheet. Pages themselves live with the module whose data they show. */
@Global()
@Module({
  controllers: [PagesController],
  providers: [Templates, Assets, Navigation, Pages],
  exports: [Templates, Assets, Navigation, Pages],
})
export class PagesModule {}
