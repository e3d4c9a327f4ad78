import type { RevokedReservation, StockEvent } from '../../domain/stock/index.js';
import type { AvailabilityFigures } from './availability.view.js';

const NOTHING: AvailabilityFigures = {
  onHand: 0,
  reserved: 0,
  damaged: 0,
  suspect: 0,
  safety: {},
  revision: -1,
};

/** Books one stock event. Pure and total: what the log says is taken as it is, also when it goes below zero. */
export function evolveAvailability(
  view: AvailabilityFigures | null,
  event: StockEvent,
  revision: number,
): AvailabilityFigures {
  return { ...booked(view ?? NOTHING, event), revision };
}

function booked(view: AvailabilityFigures, event: StockEvent): AvailabilityFigures {
  switch (event.type) {
    case 'StockReceived':
      return moved(view, event.data.quantity);
    case 'StockAdjusted':
      return revoked(moved(view, event.data.delta), event.data.revoked);
    case 'StockCounted':
      return revoked(counted(view, event.data), event.data.revoked);
    case 'StockDamaged':
      return revoked({ ...view, damaged: view.damaged + event.data.quantity }, event.data.revoked);
    case 'SafetyStockDefined':
      return { ...view, safety: { ...view.safety, [event.data.channel]: event.data.quantity } };
    case 'StockReserved':
      return { ...view, reserved: view.reserved + event.data.quantity };
    case 'ReservationConsumed': {
      const own = event.data.quantity - event.data.unaccounted;
      return { ...moved(view, -own), reserved: view.reserved - own };
    }
    case 'ReservationReleased': {
      const { quantity, suspect } = event.data;
      return { ...view, reserved: view.reserved - quantity, suspect: view.suspect + suspect };
    }
    case 'StockReservationRefused':
    case 'ReservationCommitted':
      return view;
    default:
      return view;
  }
}

/** Damaged pieces are the last to remain: there are never more of them than pieces. */
function moved(view: AvailabilityFigures, delta: number): AvailabilityFigures {
  const onHand = view.onHand + delta;
  return { ...view, onHand, damaged: Math.min(view.damaged, onHand) };
}

/** Both figures speak of the cut-off of the count; what has moved since is kept by booking their difference. */
function counted(
  view: AvailabilityFigures,
  data: { readonly counted: number; readonly expected: number; readonly suspectCleared: number },
): AvailabilityFigures {
  return { ...moved(view, data.counted - data.expected), suspect: view.suspect - data.suspectCleared };
}

function revoked(view: AvailabilityFigures, revocations: readonly RevokedReservation[]): AvailabilityFigures {
  const units = revocations.reduce((sum, { quantity }) => sum + quantity, 0);
  return { ...view, reserved: view.reserved - units };
}
