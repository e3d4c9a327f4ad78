import type { Message } from '../shared/decider.js';
import type { Instant } from '../shared/time.js';
import type { NodeProfile } from './node.events.js';

type NodeCommandOf<Type extends string, Data> = Message<
  Type,
  { readonly nodeId: string; readonly at: Instant } & Data
>;

export type RegisterNode = NodeCommandOf<'RegisterNode', { readonly profile: NodeProfile }>;
export type ReviseNodeProfile = NodeCommandOf<'ReviseNodeProfile', { readonly profile: NodeProfile }>;
export type SuspendNode = NodeCommandOf<'SuspendNode', { readonly reason: string }>;
export type ResumeNode = NodeCommandOf<'ResumeNode', Record<never, never>>;

export type NodeCommand = RegisterNode | ReviseNodeProfile | SuspendNode | ResumeNode;
