import type { StockCommand } from '../../domain/stock/index.js';
import type { AdjustDto, CountDto, DamageDto, ReceiveDto, SafetyDto } from './stock.dto.js';

/** The commands that movements stand for, part by part. `at` is the engine's time. */
export const toCommand = {
  receive: ({ sku, nodeId, quantity, reference }: ReceiveDto, at: string): StockCommand => ({
    type: 'ReceiveStock',
    data: { sku, nodeId, at, quantity, ...(reference === undefined ? {} : { reference }) },
  }),
  adjust: ({ sku, nodeId, delta, reason }: AdjustDto, at: string): StockCommand => ({
    type: 'AdjustStock',
    data: { sku, nodeId, at, delta, reason },
  }),
  count: ({ sku, nodeId, counted, countedAt }: CountDto, at: string): StockCommand => ({
    type: 'CountStock',
    data: { sku, nodeId, at, counted, countedAt: countedAt ?? at },
  }),
  damage: ({ sku, nodeId, quantity, reason }: DamageDto, at: string): StockCommand => ({
    type: 'DamageStock',
    data: { sku, nodeId, at, quantity, reason },
  }),
  safety: ({ sku, nodeId, channel, quantity }: SafetyDto, at: string): StockCommand => ({
    type: 'DefineSafetyStock',
    data: { sku, nodeId, at, channel, quantity },
  }),
};
