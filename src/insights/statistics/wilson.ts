/** Surveys and insights both need it and may not import each other, so it lives in platform. */
export { wilsonInterval } from '../../platform/statistics/wilson.js';
