import { WordField } from '../http/fields.js';
import { PageQuery } from '../http/read-query.dto.js';

const OPEN_STATUSES = [
  'released',
  'timed-out',
  'accepted',
  'picking',
  'picked',
  'packed',
  'ready-for-pickup',
] as const;

export class WorkQueryDto extends PageQuery {
  @WordField(OPEN_STATUSES, { optional: true, example: 'released' })
  status?: (typeof OPEN_STATUSES)[number];
}
