import {
  type Credentials,
  type SecureClients,
  trailersOf,
  type UserAdministration,
} from './event-store.security.support.js';
import { collect, errorOf, event, newStream, revisions } from './event-store.support.js';

/** What the cases about users work with. */
export interface UsersContext {
  readonly clients: SecureClients;
  readonly users: UserAdministration;
  readonly expectDenied: (promise: Promise<unknown>) => Promise<void>;
}

let created = 0;

/** Users: who may change them, and from when on it holds. */
export function usersContract(context: UsersContext): void {
  const { clients, expectDenied } = context;
  const newUser = async (groups: string[] = []): Promise<Credentials> => {
    created += 1;
    const user = { username: `user-${created}-${newStream()}`, password: `password ${created}` };
    await context.users.create(clients.adminCredentials, user, groups);
    return user;
  };
  const append = (user: Credentials) => clients.as(user).appendToStream(newStream(), event());
  /** Without a connection that is open since before. */
  const read = (user: Credentials) => collect(clients.as(user).readStream('$$user-streams-are-open'));

  describe('users', () => {
    it('are administered by admins only', async () => {
      const [user, other] = [await newUser(), await newUser()];
      const { users } = context;
      const attempts = [
        users.create(user, { username: 'x', password: 'y' }),
        users.update(user, user.username, ['$admins']),
        users.delete(user, other.username),
        users.disable(user, other.username),
        users.enable(user, other.username),
        users.resetPassword(user, other.username, 'z'),
        users.changePassword(user, other.username, other.password, 'z'),
        users.details(user, other.username),
        users.details(user),
      ];
      for (const attempt of attempts) {
        expect(trailersOf(await errorOf(attempt))).toEqual({
          exception: 'access-denied',
          loginName: undefined,
        });
      }
    });

    it('that are not there are refused by name', async () => {
      const { users } = context;
      const admin = clients.adminCredentials;
      const attempts = [
        users.update(admin, 'ghost', []),
        users.delete(admin, 'ghost'),
        users.disable(admin, 'ghost'),
        users.enable(admin, 'ghost'),
        users.resetPassword(admin, 'ghost', 'z'),
        users.changePassword(admin, 'ghost', 'y', 'z'),
        users.details(admin, 'ghost'),
      ];
      for (const attempt of attempts) {
        expect(trailersOf(await errorOf(attempt))).toEqual({
          exception: 'user-not-found',
          loginName: 'ghost',
        });
      }
    });

    it('cannot be created twice', async () => {
      const user = await newUser();
      const error = await errorOf(context.users.create(clients.adminCredentials, user));
      expect(trailersOf(error)).toEqual({ exception: 'user-conflict', loginName: user.username });
    });

    it.each(['$admins', 'a b', 'a:b', ''])('cannot be called %j', async (username) => {
      const error = await errorOf(
        context.users.create(clients.adminCredentials, { username, password: 'p' }),
      );
      expect(error).toMatchObject({ code: 3 });
    });

    it('cannot be without a password', async () => {
      const user = { username: 'empty', password: '' };
      expect(await errorOf(context.users.create(clients.adminCredentials, user))).toMatchObject({ code: 3 });
    });

    it('are refused once disabled, and not any more once enabled', async () => {
      const user = await newUser(['$admins']);
      await append(user);
      await context.users.disable(clients.adminCredentials, user.username);
      await expectDenied(read(user));
      await context.users.enable(clients.adminCredentials, user.username);
      await errorOf(read(user)).then((error) => expect(error).toMatchObject({ type: 'stream-not-found' }));
    });

    it('are refused once deleted, and do not come back by being created again', async () => {
      const user = await newUser();
      await append(user);
      await context.users.delete(clients.adminCredentials, user.username);
      await expectDenied(collect(clients.as(user).readStream(newStream())));
      await context.users.create(clients.adminCredentials, { ...user, password: 'another' });
      await expectDenied(collect(clients.as(user).readStream(newStream())));
      await append({ ...user, password: 'another' });
    });

    it('change their own password, if they know the old one', async () => {
      const user = await newUser();
      const { users } = context;
      const wrong = await errorOf(users.changePassword(user, user.username, 'guess', 'new'));
      expect(trailersOf(wrong)).toMatchObject({ exception: 'access-denied' });
      await users.changePassword(user, user.username, user.password, 'new');
      await expectDenied(collect(clients.as(user).readStream(newStream())));
      await append({ ...user, password: 'new' });
    });

    it('get a new password from an admin', async () => {
      const user = await newUser();
      await context.users.resetPassword(clients.adminCredentials, user.username, 'reset');
      await append({ ...user, password: 'reset' });
      await expectDenied(append(user));
    });

    it('have the groups that they were given last', async () => {
      const user = await newUser(['before']);
      const stream = newStream();
      await clients.admin.appendToStream(stream, event());
      await clients.admin.setStreamMetadata(stream, { acl: { readRoles: ['after'] } });
      await expectDenied(collect(clients.as(user).readStream(stream)));
      await context.users.update(clients.adminCredentials, user.username, ['after']);
      expect(await revisions(clients.as(user).readStream(stream))).toEqual([0]);
    });

    it('see themselves, and admins see all, but nobody sees a password', async () => {
      const user = await newUser(['g']);
      const expected = {
        name: user.username,
        fullName: `${user.username} X`,
        groups: ['g'],
        disabled: false,
      };
      expect(await context.users.details(user, user.username)).toEqual([expected]);
      const all = await context.users.details(clients.adminCredentials);
      expect(all).toContainEqual(expected);
      expect(all).toContainEqual(expect.objectContaining({ name: 'admin', groups: ['$admins'] }));
    });
  });
}
