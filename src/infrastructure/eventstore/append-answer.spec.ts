import { StreamDeletedError, WrongExpectedVersionError } from '@eventstore/db-client';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { readAppendAnswer } from './append-answer.js';
import { UNFAMILIAR } from './wire-cursor.js';

const ID = 'ff1d5a3c-1111-4222-8333-f123456789ab';
const { BatchAppendResp } = streams;
const answer = () => new BatchAppendResp().setCorrelationId(new shared.UUID().setString(ID));
const bytesOf = (message: { serializeBinary(): Uint8Array }): Buffer =>
  Buffer.from(message.serializeBinary());

function refused(name: string, details: { serializeBinary(): Uint8Array }): Buffer {
  // The client's own class of details is to be had from a message that holds some.
  const any = statusPb.Status.deserializeBinary(Uint8Array.of(0x1a, 0)).getDetails();
  any?.pack(details.serializeBinary(), `event_store.client.${name}`);
  const identifier = new shared.StreamIdentifier().setStreamName(
    Buffer.from('order-main:a').toString('base64'),
  );
  return bytesOf(
    answer()
      .setError(new statusPb.Status().setDetails(any))
      .setStreamIdentifier(identifier)
      .setStreamPosition('7'),
  );
}

describe('an answer that nothing was written', () => {
  it('says which revision was found instead', () => {
    const details = new shared.WrongExpectedVersion()
      .setCurrentStreamRevision('12')
      .setExpectedStreamPosition('7');
    const { error, revision } = readAppendAnswer(refused('WrongExpectedVersion', details));

    expect(revision).toBeUndefined();
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(error).toMatchObject({ streamName: 'order-main:a', actualVersion: 12n });
  });

  it('says that the stream is deleted', () => {
    const { correlationId, error } = readAppendAnswer(refused('StreamDeleted', new shared.StreamDeleted()));

    expect(correlationId).toBe(ID);
    expect(error).toBeInstanceOf(StreamDeletedError);
  });

  it('is an error even where it does not say why', () => {
    expect(readAppendAnswer(bytesOf(answer())).error).toEqual(
      new Error('the event store answered neither success nor an error'),
    );
  });
});

describe('an answer that is no message', () => {
  const whole = bytesOf(answer().setSuccess(new BatchAppendResp.Success().setCurrentRevision('3')));

  it.each([1, 2, 20, whole.length - 1])('cut off after %s bytes, is refused', (length) => {
    expect(() => readAppendAnswer(whole.subarray(0, length))).toThrow(UNFAMILIAR);
  });
});

describe('an answer of success', () => {
  const position = new shared.AllStreamPosition().setCommitPosition('98765432109876').setPreparePosition('1');

  it.each(['0', '1', '127', '128', '5000000000', '9007199254740993', '18446744073709551615'])(
    'tells revision %s',
    (revision) => {
      const success = new BatchAppendResp.Success().setCurrentRevision(revision).setPosition(position);

      expect(readAppendAnswer(bytesOf(answer().setSuccess(success)))).toEqual({
        correlationId: ID,
        revision: BigInt(revision),
        position: 98_765_432_109_876n,
        error: undefined,
      });
    },
  );

  it('may be without a position', () => {
    const success = new BatchAppendResp.Success().setCurrentRevision('3').setNoPosition(new shared.Empty());

    expect(readAppendAnswer(bytesOf(answer().setSuccess(success)))).toEqual({
      correlationId: ID,
      revision: 3n,
      position: undefined,
      error: undefined,
    });
  });

  it('may repeat the id in two halves', () => {
    const halves = new shared.UUID.Structured()
      .setMostSignificantBits(BigInt.asIntN(64, 0xff1d5a3c11114222n).toString())
      .setLeastSignificantBits(BigInt.asIntN(64, 0x8333f123456789abn).toString());
    const id = new shared.UUID().setStructured(halves);
    const success = new BatchAppendResp.Success().setCurrentRevision('3');

    expect(readAppendAnswer(bytesOf(answer().setCorrelationId(id).setSuccess(success))).correlationId).toBe(
      ID,
    );
  });

  it('may say more than is known here', () => {
    const success = new BatchAppendResp.Success().setCurrentRevision('3').setPosition(position);
    const known = bytesOf(answer().setSuccess(success));
    const [number, fixed64, text, fixed32] = [
      [0x78, 0xff, 0x01],
      [0x79, ...Buffer.alloc(8)],
      [0x7a, 2, 1, 2],
      [0x7d, 0, 0, 0, 0],
    ];
    const more = Buffer.concat(
      [number, fixed64, text, known, fixed32].map((part) => Buffer.from(part ?? [])),
    );

    expect(readAppendAnswer(more)).toEqual(readAppendAnswer(known));
  });
});
