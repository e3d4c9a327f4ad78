import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';

const UUID_TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lower-case text of a protocol UUID in either form, or undefined when it is not one. */
export function uuidText(uuid: UUID | undefined): string | undefined {
  if (uuid === undefined) return undefined;
  const structured = uuid.getStructured();
  if (structured === undefined) {
    const text = uuid.getString().toLowerCase();
    return UUID_TEXT.test(text) ? text : undefined;
  }
  const hex = hexOf(structured.getMostSignificantBits()) + hexOf(structured.getLeastSignificantBits());
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function hexOf(decimal: string): string {
  return BigInt.asUintN(64, BigInt(decimal)).toString(16).padStart(16, '0');
}
