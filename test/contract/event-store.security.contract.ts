import {
  AccessDeniedError,
  binaryEvent,
  persistentSubscriptionToStreamSettingsFromDefaults,
  type StreamACL,
  StreamNotFoundError,
  UnavailableError,
} from '@eventstore/db-client';
import { ALL_OPERATIONS, OPERATIONS, untilCaughtUp } from './event-store.security.operations.js';
import {
  type Credentials,
  SecureClients,
  type SecureServer,
  UserAdministration,
} from './event-store.security.support.js';
import { collect, errorOf, event, newStream, revisions } from './event-store.support.js';
import { usersContract } from './event-store.users.contract.js';

/** TLS, who may come in, and who may do what: the public interface of the client, with users made by the protocol. */
export function secureEventStoreContract(start: () => Promise<SecureServer>): void {
  let server: SecureServer | undefined;
  const running = () => {
    if (server === undefined) throw new Error('The server has not been started.');
    return server;
  };
  const clients = new SecureClients(running);
  let users: UserAdministration;
  const reader: Credentials = { username: 'reader', password: 'reads only: ä€' };
  const member: Credentials = { username: 'member', password: 'of-a-group' };
  const operator: Credentials = { username: 'operator', password: 'operates' };

  beforeAll(async () => {
    server = await start();
    users = new UserAdministration(server);
    // A server that keeps its data may have them from another run.
    for (const { username } of [reader, member, operator]) {
      await users.delete(clients.adminCredentials, username).catch(() => undefined);
    }
    await users.create(clients.adminCredentials, reader);
    await users.create(clients.adminCredentials, member, ['staff']);
  });
  afterAll(async () => {
    await clients.dispose();
    users.close();
    await server?.stop();
  });

  const streamWith = async (acl?: StreamACL) => {
    const stream = newStream();
    await clients.admin.appendToStream(stream, event());
    if (acl !== undefined) await clients.admin.setStreamMetadata(stream, { acl });
    return stream;
  };
  const expectDenied = async (promise: Promise<unknown>) => {
    const error = await errorOf(promise);
    expect(error).toBeInstanceOf(AccessDeniedError);
    expect(error).toMatchObject({ type: 'access-denied' });
  };

  describe('TLS', () => {
    it('is refused by a client that does not trust the certificate', async () => {
      const client = clients.connect(`esdb://admin:x@${running().address}?tls=true`);
      expect(await errorOf(collect(client.readStream('s')))).toBeInstanceOf(UnavailableError);
    });

    it('is needed: a client without it gets nowhere', async () => {
      const client = clients.connect(`esdb://${running().address}?tls=false`);
      expect(await errorOf(collect(client.readStream('s')))).toBeInstanceOf(UnavailableError);
    });

    it('serves who trusts the certificate, by discovery too', async () => {
      const stream = newStream();
      await clients.as(clients.adminCredentials, 'esdb+discover').appendToStream(stream, event());
      expect(await revisions(clients.admin.readStream(stream))).toEqual([0]);
    });
  });

  describe('without credentials', () => {
    it.each(ALL_OPERATIONS)('nobody may %s', async (_, operation) => {
      await expectDenied(operation(clients.as(), await streamWith({ readRoles: ['$all'] })));
    });
  });

  describe('with wrong credentials', () => {
    const wrong = () => [
      { username: 'admin', password: 'changeit' },
      { username: 'admin', password: ':' },
      { username: 'nobody', password: running().adminPassword },
      { username: 'READER', password: reader.password },
    ];

    it.each(ALL_OPERATIONS)('nobody may %s', async (_, operation) => {
      for (const user of wrong()) await expectDenied(operation(clients.as(user), newStream()));
    });

    it('an append with credentials of its own is refused, and one with right ones is not', async () => {
      const [stream, [bad]] = [newStream(), wrong()];
      await expectDenied(clients.admin.appendToStream(stream, event(), { credentials: bad! }));
      const result = await clients.as().appendToStream(stream, event(), { credentials: reader });
      expect(result.nextExpectedRevision).toBe(0n);
    });
  });

  describe('an access control list', () => {
    it.each(OPERATIONS)('without the user refuses to %s', async (_, role, operation) => {
      const stream = await streamWith({ [role]: ['member', 'staff'] });
      await expectDenied(operation(clients.as(reader), stream));
    });

    it.each(OPERATIONS)('that is empty lets only admins %s', async (_, role, operation) => {
      const stream = await streamWith({ [role]: [] });
      await expectDenied(operation(clients.as(member), stream));
      await operation(clients.admin, stream);
    });

    it.each(OPERATIONS)('with the name of the user lets it %s', async (_, role, operation) => {
      await operation(clients.as(reader), await streamWith({ [role]: ['reader'] }));
    });

    it.each(OPERATIONS)('with a group lets its members %s', async (_, role, operation) => {
      await operation(clients.as(member), await streamWith({ [role]: ['staff'] }));
    });

    it.each(OPERATIONS)('with $all lets every user %s', async (_, role, operation) => {
      await operation(clients.as(reader), await streamWith({ [role]: ['$all'] }));
    });

    it('refuses an append by the unary call too', async () => {
      const stream = await streamWith({ writeRoles: [] });
      await expectDenied(clients.as(reader).appendToStream(stream, event(), { credentials: reader }));
    });

    it('refuses one append of a client and lets the others pass', async () => {
      const [closed, open] = [await streamWith({ writeRoles: [] }), newStream()];
      const client = clients.as(reader);
      const outcomes = await Promise.allSettled(
        [open, closed, open, closed, open].map((stream) => client.appendToStream(stream, event())),
      );
      expect(outcomes.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      expect(await revisions(clients.admin.readStream(closed))).toEqual([0]);
    });

    it('holds from the next call on when it is changed', async () => {
      const stream = await streamWith({ readRoles: ['reader'] });
      expect(await revisions(clients.as(reader).readStream(stream))).toEqual([0]);
      await clients.admin.setStreamMetadata(stream, { acl: { readRoles: [] } });
      await expectDenied(collect(clients.as(reader).readStream(stream)));
    });

    it('guards the stream that a link points to', async () => {
      const secret = await streamWith({ readRoles: [] });
      const [found] = await collect(clients.admin.readStream(secret));
      const links = newStream();
      const link = binaryEvent({ type: '$>', data: Buffer.from(`0@${secret}`) });
      await clients.as(reader).appendToStream(links, link);
      const resolve = { resolveLinkTos: true };
      const [forReader] = await collect(clients.as(reader).readStream(links, resolve));
      const [forAdmin] = await collect(clients.admin.readStream(links, resolve));
      expect(forReader?.event).toBeUndefined();
      expect(forAdmin?.event?.id).toBe(found?.event?.id);
    });
  });

  describe('by default', () => {
    it('every user may do everything to user streams', async () => {
      for (const [, , operation] of OPERATIONS) await operation(clients.as(reader), await streamWith());
    });

    it('only admins may read all streams', async () => {
      await expectDenied(collect(clients.as(reader).readAll({ maxCount: 1 })));
      await expectDenied(untilCaughtUp(clients.as(member).subscribeToAll()));
      expect(await collect(clients.admin.readAll({ maxCount: 1 }))).toHaveLength(1);
    });

    it('only admins may use system streams', async () => {
      for (const [, , operation] of OPERATIONS) {
        await expectDenied(operation(clients.as(reader), `$system-${newStream()}`));
      }
    });

    it('a system stream with a list of its own is open to whom it names', async () => {
      const stream = `$system-${newStream()}`;
      await clients.admin.appendToStream(stream, event());
      await clients.admin.setStreamMetadata(stream, { acl: { readRoles: ['reader'] } });
      expect(await revisions(clients.as(reader).readStream(stream))).toEqual([0]);
      await expectDenied(clients.as(reader).appendToStream(stream, event()));
    });

    it('all streams can be opened to a user', async () => {
      await clients.admin.setStreamMetadata('$all', { acl: { readRoles: ['reader'] } });
      expect(await collect(clients.as(reader).readAll({ maxCount: 1 }))).toHaveLength(1);
      await expectDenied(collect(clients.as(member).readAll({ maxCount: 1 })));
      await clients.admin.setStreamMetadata('$all', {});
    });
  });

  describe('$settings', () => {
    const settings = (data: Record<string, unknown>) =>
      clients.admin.appendToStream('$settings', event('$settings', data));
    afterEach(() => settings({}));

    it('cannot be written by just anybody', async () => {
      await expectDenied(clients.as(reader).appendToStream('$settings', event('$settings', {})));
    });

    it('closes user streams that have no list, and only for what it says', async () => {
      await settings({ $userStreamAcl: { $w: 'member' } });
      const stream = newStream();
      await expectDenied(clients.as(reader).appendToStream(stream, event()));
      await clients.as(member).appendToStream(stream, event());
      expect(await revisions(clients.as(reader).readStream(stream))).toEqual([0]);
    });

    it('does not touch what a stream says itself', async () => {
      const stream = await streamWith({ writeRoles: ['reader'] });
      await settings({ $userStreamAcl: { $w: [] } });
      await clients.as(reader).appendToStream(stream, event());
    });

    it('opens system streams', async () => {
      const stream = `$system-${newStream()}`;
      await settings({ $systemStreamAcl: { $r: 'reader' } });
      const missing = await errorOf(collect(clients.as(reader).readStream(stream)));
      expect(missing).toBeInstanceOf(StreamNotFoundError);
    });
  });

  describe('persistent subscriptions', () => {
    const settings = persistentSubscriptionToStreamSettingsFromDefaults();
    beforeAll(() => users.create(clients.adminCredentials, operator, ['$ops']));

    it('are created, changed and deleted by operators only', async () => {
      const stream = newStream();
      const client = clients.as(reader);
      await expectDenied(client.createPersistentSubscriptionToStream(stream, 'g', settings));
      await clients.as(operator).createPersistentSubscriptionToStream(stream, 'g', settings);
      await expectDenied(client.updatePersistentSubscriptionToStream(stream, 'g', settings));
      await expectDenied(client.deletePersistentSubscriptionToStream(stream, 'g'));
      await expectDenied(clients.as().deletePersistentSubscriptionToStream(stream, 'g'));
      await clients.as(operator).deletePersistentSubscriptionToStream(stream, 'g');
    });

    it('are read by those who may read the stream', async () => {
      const stream = await streamWith({ readRoles: ['reader'] });
      await clients.admin.createPersistentSubscriptionToStream(stream, 'g', {
        ...settings,
        startFrom: 'start',
      });
      const subscribe = (user?: Credentials) =>
        clients.as(user).subscribeToPersistentSubscriptionToStream(stream, 'g');
      for (const user of [undefined, member, operator]) await expectDenied(collect(subscribe(user)));
      const allowed = subscribe(reader);
      for await (const { event: found } of allowed) {
        expect(found?.streamId).toBe(stream);
        break;
      }
    });

    it('do not let operators read streams', async () => {
      await expectDenied(collect(clients.as(operator).readAll({ maxCount: 1 })));
    });
  });

  usersContract({
    clients,
    get users() {
      return users;
    },
    expectDenied,
  });
}
