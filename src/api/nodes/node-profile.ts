import type { RegisterNode } from '../../domain/node/index.js';
import type { NodeProfileDto } from './node.dto.js';

/** The profile that a body stands for, part by part. */
export function profileOf(body: NodeProfileDto): RegisterNode['data']['profile'] {
  const { name, nodeType, country, region, city, coordinates, capacity, shippingCost } = body;
  return {
    name,
    nodeType,
    country,
    ...(region === undefined ? {} : { region }),
    ...(city === undefined ? {} : { city }),
    coordinates: { latitude: coordinates.latitude, longitude: coordinates.longitude },
    methods: [...body.methods],
    servesCountries: [...body.servesCountries],
    servesRegions: [...body.servesRegions],
    ...(capacity === undefined ? {} : { capacity }),
    shippingCost: {
      baseMinor: shippingCost.baseMinor,
      perHundredKmMinor: shippingCost.perHundredKmMinor,
      currency: shippingCost.currency,
    },
  };
}
