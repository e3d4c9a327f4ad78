import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';

const UUID_TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lower-case text of a protocol UUID in either form, or undefined when it is not one. */
export function uuidText(uuid: UUID | undefined): string | undefined {
  if (uuid === undefined) return undefined;
  const structured = uuid.getStructured();
  if (structured === undefined) return uuidOfText(uuid.getString());
  return uuidOfHalves(
    BigInt(structured.getMostSignificantBits()),
    BigInt(structured.getLeastSignificantBits()),
  );
}

/** Lower-case text of a UUID, or undefined when the text is not one. */
export function uuidOfText(text: string): string | undefined {
  const lower = text.toLowerCase();
  return UUID_TEXT.test(lower) ? lower : undefined;
}

/** Text of a UUID in two numbers of 64 bits. */
export function uuidOfHalves(most: bigint, least: bigint): string {
  const hex = hexOf(most) + hexOf(least);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function hexOf(half: bigint): string {
  return BigInt.asUintN(64, half).toString(16).padStart(16, '0');
}
