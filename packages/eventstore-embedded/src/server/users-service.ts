import type * as Users from '@eventstore/db-client/generated/users_pb.js';
import { status } from '@grpc/grpc-js';
import { userServices, users as messages } from '../protocol/generated.js';
import {
  accessDenied,
  invalidArgument,
  RpcError,
  unavailable,
  userConflict,
  userNotFound,
} from '../protocol/rpc-errors.js';
import { hashPassword, isPassword } from '../security/password.js';
import type { StoredUser } from '../security/user-record.js';
import { UserStore, UserWriteError } from '../security/user-store.js';
import { messageOf } from '../operations/json-log.js';
import type { GrpcListener } from '../transport/grpc-listener.js';
import type { ServerCall } from '../transport/server-call.js';
import type { Respond } from '../transport/service.js';

/** The protocol counts time in ticks of 100 ns. */
const TICKS_PER_MS = 10_000;

/** Login names with a dollar sign would be taken for the server's own roles; with a colon they cannot be sent. */
const LOGIN_NAME = /^[^$:\s][^:\s]*$/;

type Named = { getOptions(): { getLoginName(): string } | undefined };

/** Adds the service that creates and changes users. Who may call it is decided before. */
export function addUsersService(server: GrpcListener, users: UserStore): void {
  const change = (alter: (user: StoredUser) => StoredUser) => (request: Named) => {
    const user = existing(users, loginOf(request));
    return users.update(alter(user));
  };
  server.addService(userServices.UsersService, {
    create: unary((request: Users.CreateReq) => create(users, request), messages.CreateResp),
    update: unary(
      (request: Users.UpdateReq) =>
        change((user) => ({
          ...user,
          fullName: request.getOptions()?.getFullName() ?? '',
          groups: request.getOptions()?.getGroupsList() ?? [],
        }))(request),
      messages.UpdateResp,
    ),
    delete: unary(
      (request: Users.DeleteReq) => users.delete(existing(users, loginOf(request))),
      messages.DeleteResp,
    ),
    disable: unary(
      change((user) => ({ ...user, disabled: true })),
      messages.DisableResp,
    ),
    enable: unary(
      change((user) => ({ ...user, disabled: false })),
      messages.EnableResp,
    ),
    changePassword: unary(
      (request: Users.ChangePasswordReq) => changePassword(users, request),
      messages.ChangePasswordResp,
    ),
    resetPassword: unary(
      (request: Users.ResetPasswordReq) =>
        setPassword(users, loginOf(request), request.getOptions()?.getNewPassword()),
      messages.ResetPasswordResp,
    ),
    details: (call: ServerCall<Users.DetailsReq, Users.DetailsResp>) => sendDetails(users, call),
  });
}

async function create(users: UserStore, request: Users.CreateReq): Promise<void> {
  const loginName = loginOf(request);
  if (!LOGIN_NAME.test(loginName)) {
    throw invalidArgument("A login name has no space and no colon in it, and does not begin with '$'.");
  }
  if (users.find(loginName) !== undefined) throw userConflict(loginName);
  const options = request.getOptions();
  const hashed = await hashPassword(passwordOf(options?.getPassword()));
  const fullName = options?.getFullName() ?? '';
  await users.create({
    loginName,
    fullName,
    groups: options?.getGroupsList() ?? [],
    disabled: false,
    ...hashed,
  });
}

async function changePassword(users: UserStore, request: Users.ChangePasswordReq): Promise<void> {
  const user = existing(users, loginOf(request));
  if (!(await isPassword(request.getOptions()?.getCurrentPassword() ?? '', user))) throw accessDenied();
  await setPassword(users, user.loginName, request.getOptions()?.getNewPassword());
}

async function setPassword(users: UserStore, loginName: string, password: string | undefined): Promise<void> {
  const user = existing(users, loginName);
  const hashed = await hashPassword(passwordOf(password));
  await users.update({ ...user, ...hashed });
}

function sendDetails(users: UserStore, call: ServerCall<Users.DetailsReq, Users.DetailsResp>): void {
  const loginName = call.request.getOptions()?.getLoginName() ?? '';
  try {
    const found = loginName === '' ? users.list() : [existing(users, loginName)];
    for (const user of found) call.write(detailsOf(user));
    call.end();
  } catch (error) {
    call.emit('error', rpcErrorOf(error, loginName));
  }
}

function detailsOf(user: StoredUser): Users.DetailsResp {
  const details = new messages.DetailsResp.UserDetails();
  const updated = new messages.DetailsResp.UserDetails.DateTime();
  details
    .setLoginName(user.loginName)
    .setFullName(user.fullName)
    .setGroupsList([...user.groups]);
  details.setDisabled(user.disabled);
  details.setLastUpdated(updated.setTicksSinceEpoch(`${user.updatedMs * TICKS_PER_MS}`));
  return new messages.DetailsResp().setUserDetails(details);
}

/** Answers a call of one request and one empty response. */
function unary<Request extends Named, Response>(
  act: (request: Request) => Promise<void>,
  ResponseType: new () => Response,
) {
  return (call: ServerCall<Request, Response>, respond: Respond<Response>) => {
    const login = call.request.getOptions()?.getLoginName() ?? '';
    Promise.resolve()
      .then(() => act(call.request))
      .then(
        () => respond(null, new ResponseType()),
        (error: unknown) => respond(rpcErrorOf(error, login)),
      );
  };
}

function rpcErrorOf(error: unknown, loginName: string): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof UserWriteError) {
    return error.outcome === 'unavailable' ? unavailable() : userConflict(loginName);
  }
  return new RpcError(status.INTERNAL, messageOf(error));
}

function existing(users: UserStore, loginName: string): StoredUser {
  const user = users.find(loginName);
  if (user === undefined) throw userNotFound(loginName);
  return user;
}

function loginOf(request: Named): string {
  const login = request.getOptions()?.getLoginName() ?? '';
  if (login === '') throw invalidArgument('The request names no user.');
  return login;
}

function passwordOf(password: string | undefined): string {
  if (password === undefined || password === '') throw invalidArgument('The password is empty.');
  return password;
}
