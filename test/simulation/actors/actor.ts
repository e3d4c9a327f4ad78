import type { Client } from '../client.js';
import type { Truth } from '../checks/truth.js';
import type { Kernel } from '../kernel/kernel.js';
import type { People } from '../people.js';

/** What every actor has at hand. */
export interface Stage {
  readonly kernel: Kernel;
  readonly truth: Truth;
  readonly client: Client;
  readonly people: People;
}

/** Somebody outside the engine who does one thing when it is their turn. Answers come when they come. */
export interface Actor {
  act(): void;
}
