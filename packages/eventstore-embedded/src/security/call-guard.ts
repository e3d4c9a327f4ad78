import {
  type Metadata,
  type ServerInterceptor,
  ServerInterceptingCall,
  ServerListenerBuilder,
} from '@grpc/grpc-js';
import { accessDenied, notAuthenticated, type RpcError } from '../protocol/rpc-errors.js';
import type { AccessControl } from './access-control.js';
import { ANONYMOUS, type Caller } from './caller.js';
import { type CallRule, ruleOf } from './call-rules.js';

/** Told of refused credentials. */
export type OnRefused = (peer: string) => void;

/** Stands before every call of every service: no handler runs for somebody who may not make the call. */
export function callGuard(control: AccessControl, onRefused: OnRefused): ServerInterceptor {
  return (method, call) => {
    const rule = ruleOf(method.path);
    let caller = ANONYMOUS;
    const end = ({ code, details, metadata }: RpcError) => call.sendStatus({ code, details, metadata });
    const admit = (found: Caller | undefined, metadata: Metadata, next: (metadata: Metadata) => void) => {
      if (found === undefined) {
        onRefused(call.getPeer());
        return end(notAuthenticated());
      }
      if (rule.mayCall?.(found) === false) return end(accessDenied());
      caller = found;
      control.remember(metadata, found);
      next(metadata);
    };
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        const found = rule.isOpen ? ANONYMOUS : control.authenticator.authenticate(authorizationOf(metadata));
        if (!(found instanceof Promise)) return admit(found, metadata, next);
        found.then(
          (result) => admit(result, metadata, next),
          () => end(notAuthenticated()),
        );
      })
      .withOnReceiveMessage((message, next) => {
        if (maySend(control, rule, caller, message)) next(message);
        else end(accessDenied());
      })
      .build();
    return new ServerInterceptingCall(call, { start: (next) => next(listener) });
  };
}

function maySend(control: AccessControl, rule: CallRule, caller: Caller, message: unknown): boolean {
  if (rule.maySend?.(caller, message) === false) return false;
  const asked = rule.asks?.(message);
  return asked === undefined || control.mayAccess(caller, ...asked);
}

function authorizationOf(metadata: Metadata): string | undefined {
  const [value] = metadata.get('authorization');
  return value?.toString();
}
