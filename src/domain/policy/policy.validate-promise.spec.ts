import { deepFreeze } from '../../../test/support/given-when-then.js';
import type { PromiseRules, TransitTime } from '../sourcing/sourcing.types.js';
import { DEFAULT_POLICY } from './policy.default.js';
import { validatePolicy } from './policy.validate.js';

const transit: TransitTime = { handlingHours: 1, baseHours: 1, hoursPerHundredKm: 1 };
const rules: PromiseRules = { toleranceDays: [0, 2], thenAnyDate: true, transit: [transit] };
const found = (change: Partial<PromiseRules>) =>
  validatePolicy(deepFreeze({ ...DEFAULT_POLICY, promise: { ...rules, ...change } })).map(
    ({ severity, field, rule }) => `${severity} ${field} ${rule}`,
  );

describe('validation of the promise rules', () => {
  it('finds nothing in sound ones', () => {
    expect(found({})).toEqual([]);
    expect(found({ toleranceDays: [] })).toEqual([]);
    expect(found({ toleranceDays: [3], thenAnyDate: false })).toEqual([]);
  });

  it.each<[string, Partial<PromiseRules>]>([
    [
      'toleranceDays must hold at least one step, or thenAnyDate must be true',
      { toleranceDays: [], thenAnyDate: false },
    ],
    ['toleranceDays must hold at most 10 steps', { toleranceDays: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }],
    ['toleranceDays[0] must be a whole number of days, 0 to 365', { toleranceDays: [-1] }],
    ['toleranceDays[0] must be a whole number of days, 0 to 365', { toleranceDays: [0.5] }],
    ['toleranceDays[1] must be a whole number of days, 0 to 365', { toleranceDays: [0, 366] }],
    ['toleranceDays[1] must be wider than the step before', { toleranceDays: [2, 2] }],
    ['transit must hold at least one entry', { transit: [] }],
    [
      'transit[0].service must name a service, or be absent',
      { transit: [{ ...transit, service: ' ' }, transit] },
    ],
    ['transit[0].handlingHours must be between 0 and 8760', { transit: [{ ...transit, handlingHours: -1 }] }],
    ['transit[0].baseHours must be between 0 and 8760', { transit: [{ ...transit, baseHours: Number.NaN }] }],
    [
      'transit[0].hoursPerHundredKm must be between 0 and 100',
      { transit: [{ ...transit, hoursPerHundredKm: 101 }] },
    ],
  ])('names the field and the rule: %s', (finding, change) => {
    expect(found(change)).toEqual([`error promise.${finding}`]);
  });

  it('warns of transit times that are never reached', () => {
    const express = { ...transit, service: 'express' };
    expect(found({ transit: [transit, express] })).toEqual([
      'warning promise.transit[1] is never reached: transit[0] comes first',
    ]);
    expect(found({ transit: [express, express, transit] })).toEqual([
      'warning promise.transit[1] is never reached: transit[0] comes first',
    ]);
  });

  it('warns of services whose dates are not kept', () => {
    expect(found({ transit: [{ ...transit, service: 'express' }] })).toEqual([
      'warning promise.transit has no entry for other services: their dates are not kept',
    ]);
  });
});
