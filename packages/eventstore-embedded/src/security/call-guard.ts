import { accessDenied, notAuthenticated, type RpcError } from '../protocol/rpc-errors.js';
import type { CallGuard } from '../transport/grpc-listener.js';
import type { RequestCheck } from '../transport/server-call.js';
import type { Metadata } from '@grpc/grpc-js';
import type { AccessControl } from './access-control.js';
import { ANONYMOUS, type Caller } from './caller.js';
import { type CallRule, ruleOf } from './call-rules.js';

/** Told of refused credentials. */
export type OnRefused = (peer: string) => void;

/** Stands before every call of every service: no handler runs for somebody who may not make the call. */
export function callGuard(control: AccessControl, onRefused: OnRefused): CallGuard {
  return (path, call) => {
    const rule = ruleOf(path);
    const { metadata } = call;
    const admit = (caller: Caller | undefined): RpcError | RequestCheck => {
      if (caller === undefined) {
        onRefused(call.getPeer());
        return notAuthenticated();
      }
      if (rule.mayCall?.(caller) === false) return accessDenied();
      control.remember(metadata, caller);
      return (request) => (maySend(control, rule, caller, request) ? undefined : accessDenied());
    };
    const found = rule.isOpen ? ANONYMOUS : control.authenticator.authenticate(authorizationOf(metadata));
    return found instanceof Promise ? found.then(admit, notAuthenticated) : admit(found);
  };
}

function maySend(control: AccessControl, rule: CallRule, caller: Caller, request: unknown): boolean {
  if (rule.maySend?.(caller, request) === false) return false;
  const asked = rule.asks?.(request);
  return asked === undefined || control.mayAccess(caller, ...asked);
}

function authorizationOf(metadata: Metadata): string | undefined {
  const [value] = metadata.get('authorization');
  return value?.toString();
}
