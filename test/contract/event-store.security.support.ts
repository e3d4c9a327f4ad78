import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import type * as UserMessages from '@eventstore/db-client/generated/users_pb.js';
import { credentials, Metadata } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import userServices from '@eventstore/db-client/generated/users_grpc_pb.js';
import messages from '@eventstore/db-client/generated/users_pb.js';

/** A server with TLS and users, to be judged. */
export interface SecureServer {
  /** `host:port`. */
  readonly address: string;
  /** File with the certificate that its clients trust. */
  readonly caFile: string;
  readonly adminPassword: string;
  stop(): Promise<void>;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A certificate for this machine, made for one test run. */
export function makeCertificate(): { caFile: string; cert: Buffer; key: Buffer; remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'eventstore-tls-'));
  const [caFile, keyFile] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', keyFile, '-out', caFile], {
    stdio: 'ignore',
  });
  const remove = () => rmSync(directory, { recursive: true });
  return { caFile, cert: readFileSync(caFile), key: readFileSync(keyFile), remove };
}

/** Clients of a secure server, each for one user. */
export class SecureClients {
  readonly #server: () => SecureServer;
  readonly #clients = new Map<string, EventStoreDBClient>();

  constructor(server: () => SecureServer) {
    this.#server = server;
  }

  /** The client of a user; without one, of somebody who does not say who they are. */
  as(user?: Credentials, scheme = 'esdb'): EventStoreDBClient {
    const { address, caFile } = this.#server();
    const who = user === undefined ? '' : `${user.username}:${encodeURIComponent(user.password)}@`;
    const text = `${scheme}://${who}${address}?tls=true&tlsCaFile=${encodeURIComponent(caFile)}`;
    return this.connect(text);
  }

  get admin(): EventStoreDBClient {
    return this.as(this.adminCredentials);
  }

  get adminCredentials(): Credentials {
    return { username: 'admin', password: this.#server().adminPassword };
  }

  connect(connectionString: string): EventStoreDBClient {
    const known = this.#clients.get(connectionString);
    const client = known ?? EventStoreDBClient.connectionString(connectionString);
    this.#clients.set(connectionString, client);
    return client;
  }

  async dispose(): Promise<void> {
    for (const client of this.#clients.values()) await client.dispose();
    this.#clients.clear();
  }
}

type Reply = (error: ServiceError | null) => void;

/** The protocol's service for users, which the client has no methods for. */
export class UserAdministration {
  readonly #client: InstanceType<typeof userServices.UsersClient>;

  constructor({ address, caFile }: SecureServer) {
    const channel = credentials.createSsl(readFileSync(caFile));
    this.#client = new userServices.UsersClient(address, channel);
  }

  create(by: Credentials, user: Credentials, groups: string[] = []): Promise<void> {
    const options = new messages.CreateReq.Options();
    options.setLoginName(user.username).setPassword(user.password).setFullName(`${user.username} X`);
    const request = new messages.CreateReq().setOptions(options.setGroupsList(groups));
    return unary((reply) => this.#client.create(request, authorization(by), reply));
  }

  update(by: Credentials, username: string, groups: string[]): Promise<void> {
    const options = new messages.UpdateReq.Options().setLoginName(username).setGroupsList(groups);
    const request = new messages.UpdateReq().setOptions(options.setFullName('Changed'));
    return unary((reply) => this.#client.update(request, authorization(by), reply));
  }

  delete(by: Credentials, username: string): Promise<void> {
    const request = new messages.DeleteReq();
    request.setOptions(new messages.DeleteReq.Options().setLoginName(username));
    return unary((reply) => this.#client.delete(request, authorization(by), reply));
  }

  disable(by: Credentials, username: string): Promise<void> {
    const request = new messages.DisableReq();
    request.setOptions(new messages.DisableReq.Options().setLoginName(username));
    return unary((reply) => this.#client.disable(request, authorization(by), reply));
  }

  enable(by: Credentials, username: string): Promise<void> {
    const request = new messages.EnableReq();
    request.setOptions(new messages.EnableReq.Options().setLoginName(username));
    return unary((reply) => this.#client.enable(request, authorization(by), reply));
  }

  changePassword(by: Credentials, username: string, current: string, next: string): Promise<void> {
    const options = new messages.ChangePasswordReq.Options().setLoginName(username);
    options.setCurrentPassword(current).setNewPassword(next);
    const request = new messages.ChangePasswordReq().setOptions(options);
    return unary((reply) => this.#client.changePassword(request, authorization(by), reply));
  }

  resetPassword(by: Credentials, username: string, next: string): Promise<void> {
    const options = new messages.ResetPasswordReq.Options().setLoginName(username).setNewPassword(next);
    const request = new messages.ResetPasswordReq().setOptions(options);
    return unary((reply) => this.#client.resetPassword(request, authorization(by), reply));
  }

  /** Name, full name, groups and whether disabled; of all users without a name. */
  details(by: Credentials, username = ''): Promise<unknown[]> {
    const request = new messages.DetailsReq();
    request.setOptions(new messages.DetailsReq.Options().setLoginName(username));
    const found: unknown[] = [];
    return new Promise((resolve, reject) => {
      this.#client
        .details(request, authorization(by))
        .on('data', (response: UserMessages.DetailsResp) => {
          const user = response.getUserDetails();
          const [name, fullName] = [user?.getLoginName(), user?.getFullName()];
          found.push({ name, fullName, groups: user?.getGroupsList(), disabled: user?.getDisabled() });
        })
        .on('error', reject)
        .on('end', () => resolve(found));
    });
  }

  close(): void {
    this.#client.close();
  }
}

function unary(call: (reply: Reply) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => (error === null ? resolve() : reject(error)));
  });
}

function authorization({ username, password }: Credentials): Metadata {
  const metadata = new Metadata();
  metadata.set('authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
  return metadata;
}

/** The trailers of a protocol error that clients map. */
export function trailersOf(error: unknown): Record<string, unknown> {
  const { exception, 'login-name': loginName } = (error as ServiceError).metadata.getMap();
  return { exception, loginName };
}
