import type { NodeProfile } from './node.events.js';

type Rule = readonly [field: string, rule: string, holds: (profile: NodeProfile) => boolean];

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const within = (value: number, limit: number): boolean => Number.isFinite(value) && Math.abs(value) <= limit;
const isUnique = (values: readonly string[]): boolean => new Set(values).size === values.length;
const isCountry = (value: string): boolean => /^[A-Z]{2}$/.test(value);

const RULES: readonly Rule[] = [
  ['name', 'is not empty', (profile) => profile.name.trim() !== ''],
  ['country', 'is an ISO 3166-1 alpha-2 code', (profile) => isCountry(profile.country)],
  ['coordinates.latitude', 'is between -90 and 90', (profile) => within(profile.coordinates.latitude, 90)],
  [
    'coordinates.longitude',
    'is between -180 and 180',
    (profile) => within(profile.coordinates.longitude, 180),
  ],
  ['methods', 'names at least one method', (profile) => profile.methods.length > 0],
  ['methods', 'names each method once', (profile) => isUnique(profile.methods)],
  [
    'methods',
    'is drop-ship alone for a drop-shipper, and without drop-ship for others',
    (profile) =>
      profile.nodeType === 'drop-shipper'
        ? profile.methods.every((method) => method === 'drop-ship')
        : !profile.methods.includes('drop-ship'),
  ],
  [
    'servesCountries',
    'holds ISO 3166-1 alpha-2 codes',
    (profile) => profile.servesCountries.every(isCountry),
  ],
  [
    'capacity',
    'is a whole number, 0 or more',
    (profile) => profile.capacity === undefined || isCount(profile.capacity),
  ],
  [
    'shippingCost.baseMinor',
    'is a whole number, 0 or more',
    (profile) => isCount(profile.shippingCost.baseMinor),
  ],
  [
    'shippingCost.perHundredKmMinor',
    'is a whole number, 0 or more',
    (profile) => isCount(profile.shippingCost.perHundredKmMinor),
  ],
  [
    'shippingCost.currency',
    'is an ISO 4217 code',
    (profile) => /^[A-Z]{3}$/.test(profile.shippingCost.currency),
  ],
];

/** The first rule that a profile breaks, as a sentence that names the field; null when it keeps them all. */
export function profileFault(profile: NodeProfile): string | null {
  const broken = RULES.find(([, , holds]) => !holds(profile));
  return broken === undefined ? null : `${broken[0]}: ${broken[1]}`;
}
