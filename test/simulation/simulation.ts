import { Logger } from '@nestjs/common';
import { Client } from './client.js';
import { checkDeadlines } from './checks/deadlines.check.js';
import { checkDuties } from './checks/duties.check.js';
import { lookAtAll, type Scene } from './checks/last.checks.js';
import { lastClaimMs } from './checks/persons.check.js';
import { Lookout } from './checks/lookout.js';
import { SimulationFailure } from './checks/simulation-failure.js';
import { Truth } from './checks/truth.js';
import type { Stage } from './actors/actor.js';
import { Cast } from './actors/cast.js';
import { Fleet } from './fleet.js';
import { settled, turned, withoutMachineTime } from './kernel/driver.js';
import type { Fault } from './kernel/faults.js';
import { Kernel } from './kernel/kernel.js';
import { LogLines } from './ports/log-lines.js';
import { People } from './people.js';
import { NO_PLANT, type Plant } from './plants/plant.js';
import { ANSWER_GROUP, countEvents, FAULT_GROUP, ORPHANED, OTHER_GROUP } from './report/exercised.js';
import { type Counts, Tally } from './report/tally.js';

export interface RunOptions {
  readonly seed: number;
  readonly steps: number;
  readonly without?: readonly Fault[];
  readonly plant?: Plant;
  readonly trace?: (line: string) => void;
}

export interface RunReport {
  /** Steps of the time in which things went wrong. */
  readonly troubleSteps: number;
  /** All steps, those before and after it as well. */
  readonly steps: number;
  readonly events: number;
  readonly failure: SimulationFailure | null;
  readonly failedAtStep: number | null;
  readonly truth: Truth;
  /** What the run has exercised. */
  readonly counts: Counts;
}

const MINUTE_MS = 60_000;
/** After so long, with nobody at work, every deadline of the policies has passed. */
const LONGEST_DEADLINE_MS = 16 * MINUTE_MS;
/** Longer than any deadline of the policies, and than a silent subscription goes unnoticed by a stretched watchdog. */
const QUIET_MINUTES = 75;
const MOST_MINUTES = 600;
/** Between deliveries of enough for everybody. */
const RESTOCK_MINUTES = 10;
/** In the time without trouble, timers that fall due so close to one another come together: polls are most of it. */
const TOGETHER_MS = 30_000;
/** The same, once nobody has had work for so long. */
const LULL_MINUTES = 5;
const FAR_TOGETHER_MS = 150_000;
/** After so long a person without an order is gone: an hour, and until the sweep has come round to it twice, late as it is. */
const SWEPT_AFTER_MS = 125 * MINUTE_MS;
/** However long ago that was: until then it may have looked in vain. */
const TWO_SWEEPS_MS = 55 * MINUTE_MS;
/** Nothing but polls and the sweep happens until then. */
const SWEEP_TOGETHER_MS = 10 * MINUTE_MS;
/** Steps that one phase without trouble may take; more means that something never comes to rest. */
const PATIENCE = 60_000;

/** One run: the whole engine in its surroundings, from an empty log through trouble to rest. */
export class Simulation implements Scene {
  readonly kernel: Kernel;
  readonly truth: Truth;
  readonly people: People;
  readonly lines = new LogLines();
  readonly fleet: Fleet;
  private readonly cast: Cast;
  private readonly client: Client;
  readonly lookout: Lookout;
  /** How much time passes at once. */
  private readonly pace: readonly number[];
  private failure: SimulationFailure | null = null;
  private steps = 0;
  private chaosSteps = 0;

  constructor(private readonly options: RunOptions) {
    const { seed, without = [], plant = NO_PLANT, trace = () => undefined } = options;
    const kernel = new Kernel(seed, without);
    this.kernel = kernel;
    const onWritten = (): void => this.truth.written(kernel.clock.now());
    this.fleet = new Fleet(kernel, plant, {
      onWritten,
      onAlarm: (check, detail) => this.fail(new SimulationFailure(check, detail)),
      onLost: (engine) => this.client.lost(engine),
      trace: (line) => trace(`${this.steps} ${kernel.clock.now()} ${line}`),
    });
    this.people = new People(this.fleet.vault);
    this.truth = new Truth(this.fleet.log, this.people, plant.unwatched);
    this.lookout = new Lookout(plant.unwatched === true);
    this.client = new Client(
      kernel,
      this.truth,
      this.people,
      () => this.fleet.engines,
      (failure) => this.fail(failure),
    );
    const stage: Stage = { kernel, truth: this.truth, client: this.client, people: this.people };
    this.cast = new Cast(stage);
    this.pace = kernel.chance.pick([
      [10, 1_000],
      [1_000, 30_000],
      [30_000, 180_000],
    ]);
  }

  async run(): Promise<RunReport> {
    const onRejection = (error: unknown): void =>
      this.fail(new SimulationFailure('unhandled rejection', String((error as Error)?.stack ?? error)));
    Logger.overrideLogger(this.lines);
    process.on('unhandledRejection', onRejection);
    try {
      await withoutMachineTime(this.kernel, () => this.play());
      await turned();
      if (this.failure !== null) throw this.failure;
    } catch (error) {
      if (!(error instanceof SimulationFailure)) throw error;
      this.failure ??= error;
    } finally {
      process.off('unhandledRejection', onRejection);
      for (const engine of this.fleet.engines) engine.life.end();
    }
    return this.report();
  }

  private report(): RunReport {
    const { steps, chaosSteps: troubleSteps, truth, failure } = this;
    const failedAtStep = failure === null ? null : troubleSteps;
    const counts = this.counts();
    return { steps, troubleSteps, events: truth.log.length, failure, failedAtStep, truth, counts };
  }

  private counts(): Counts {
    const { truth, client, kernel } = this;
    const tally = new Tally();
    countEvents(truth.log, tally);
    for (const [fault, times] of kernel.faults.struck) tally.add(FAULT_GROUP, fault, times);
    for (const [happening, times] of kernel.noted) tally.add(OTHER_GROUP, happening, times);
    for (const [outcome, times] of client.outcomes) tally.add(ANSWER_GROUP, outcome, times);
    return tally.counts();
  }

  private async play(): Promise<void> {
    const { kernel, fleet, cast, options } = this;
    fleet.start();
    await this.until(() => fleet.engines.some((engine) => engine.isUp));
    await this.done(cast.setUp());
    kernel.faults.begin();
    for (; this.chaosSteps < options.steps; this.chaosSteps += 1) await this.trouble();
    kernel.faults.end();
    await this.comeToRest();
  }

  /** One step of the time in which things go wrong. */
  private async trouble(): Promise<void> {
    const { kernel, cast } = this;
    const { chance, scheduler } = kernel;
    if (await this.mishap()) return this.after('mishap');
    if (scheduler.waiting > 0 && !chance.happens(0.15)) return this.turn();
    if (chance.happens(scheduler.waiting > 0 ? 0.7 : 0.4)) {
      cast.act();
      return this.after('somebody acts');
    }
    this.passTime();
    return this.after('time');
  }

  private async mishap(): Promise<boolean> {
    const { kernel, fleet } = this;
    const { faults, chance, clock } = kernel;
    const kind = faults.oneOf(
      'crash',
      'restart',
      'secondEngine',
      'cacheLoss',
      'cacheRefusesWrites',
      'clockJump',
      'clockSkew',
    );
    if (kind === null) return false;
    const engine = fleet.engines.length > 0 ? chance.pick(fleet.engines) : null;
    if (kind === 'crash' && engine) fleet.crash(engine);
    if (kind === 'restart' && engine) fleet.restart(engine);
    if (kind === 'secondEngine') fleet.changeSize();
    if (kind === 'cacheLoss') await fleet.loseCache();
    if (kind === 'cacheRefusesWrites') fleet.fillCache(chance.pick([1_000, 60_000, 20 * MINUTE_MS]));
    if (kind === 'clockJump') clock.advanceTo(clock.nowMs + chance.pick([1, 5, 20]) * MINUTE_MS);
    if (kind === 'clockSkew' && engine) engine.life.skewMs = chance.pick([-30_000, -500, 0, 500, 30_000]);
    return true;
  }

  private passTime(): void {
    const { clock, chance } = this.kernel;
    const next = clock.nextDueMs() ?? clock.nowMs;
    if (chance.happens(0.7)) clock.advanceTo(next);
    else clock.advanceTo(clock.nowMs + chance.pick(this.pace));
  }

  /** Trouble is over: everybody does their work, time passes, and all of it must come to an end. */
  private async comeToRest(): Promise<void> {
    const { cast, fleet, truth, kernel } = this;
    const goesWell = kernel.chance.happens(0.7);
    for (const engine of fleet.engines) engine.life.skewMs = 0;
    fleet.calm();
    await this.until(() => fleet.engines.some((engine) => engine.isUp));
    // What people sent last, and what was thought lost, still comes in.
    await this.pass(6 * MINUTE_MS);
    if (kernel.chance.happens(0.5)) await this.pass(LONGEST_DEADLINE_MS);
    await this.lookout.look('deadlines', () => checkDeadlines(truth, kernel.clock.now()));
    await this.lookout.look('duties', () => checkDuties(truth, kernel.clock.now()));
    if (goesWell) await this.done(cast.resumeAll());
    let restockAt = 0;
    for (let minute = 0, quiet = 0, leap = 1; quiet < QUIET_MINUTES; minute += leap, quiet += leap) {
      if (minute > MOST_MINUTES) throw new SimulationFailure('restless', 'the nodes never run out of work');
      if (goesWell && truth.openOrders.size === 0) break;
      if (goesWell && minute >= restockAt) {
        restockAt = minute + RESTOCK_MINUTES;
        await this.done(cast.restock());
      }
      // Where nobody has had anything to do for a while, time may go faster: little but polls would come of it.
      leap = quiet < LULL_MINUTES ? 1 : LULL_MINUTES;
      await this.pass(leap * MINUTE_MS, quiet < LULL_MINUTES ? TOGETHER_MS : FAR_TOGETHER_MS);
      if (await this.done(cast.workOnce())) quiet = -leap;
    }
    await this.pass(5 * MINUTE_MS);
    await this.sweep();
    await this.done(lookAtAll(this, goesWell));
  }

  /** Lets the time pass after which persons without an order are to be gone; often there are none. */
  private async sweep(): Promise<void> {
    const since = await lastClaimMs(this.fleet.vault);
    if (since === null) return;
    const { clock } = this.kernel;
    this.kernel.note(ORPHANED);
    await this.pass(Math.max(TWO_SWEEPS_MS, since + SWEPT_AFTER_MS - clock.nowMs), SWEEP_TOGETHER_MS);
  }

  private async pass(milliseconds: number, together = TOGETHER_MS): Promise<void> {
    const { clock } = this.kernel;
    const end = clock.nowMs + milliseconds;
    for (;;) {
      await this.quiet();
      const next = clock.nextDueMs();
      if (next === null || next > end) break;
      clock.advanceTo(Math.min(end, next + together));
    }
    clock.advanceTo(end);
    await this.quiet();
  }

  private async quiet(): Promise<void> {
    for (let patience = PATIENCE; this.kernel.scheduler.waiting > 0; patience -= 1) {
      if (patience === 0) throw new SimulationFailure('restless', 'there is always something more to do');
      await this.turn();
    }
  }

  /** Lets the run go on until the work is done. */
  private async done<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const mark = (): void => {
      isDone = true;
    };
    work.then(mark, mark);
    await settled();
    await this.until(() => isDone);
    return work;
  }

  private async until(holds: () => boolean): Promise<void> {
    const { clock, scheduler } = this.kernel;
    for (let patience = PATIENCE; !holds(); patience -= 1) {
      if (patience === 0) throw new SimulationFailure('restless', 'it never came to that');
      if (scheduler.waiting === 0) clock.advanceTo(clock.nextDueMs() ?? clock.nowMs);
      await this.turn();
    }
  }

  private async turn(): Promise<void> {
    const label = this.kernel.scheduler.releaseOne();
    return this.after(label ?? 'nothing');
  }

  private async after(label: string): Promise<void> {
    this.steps += 1;
    await settled();
    await this.truth.catchUp();
    this.options.trace?.(`${this.steps} ${this.kernel.clock.now()} ${label}`);
    if (this.failure !== null) throw this.failure;
  }

  private fail(failure: SimulationFailure): void {
    this.failure ??= failure;
  }
}
