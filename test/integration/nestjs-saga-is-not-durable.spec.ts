import { Injectable } from '@nestjs/common';
import { CqrsModule, EventBus, type ICommand, type IEvent, ofType, Saga } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { map, type Observable } from 'rxjs';
import { settled } from '../support/fake-clock.js';

/**
 * Why the processes of this engine do not use `@Saga()`: one handler that throws ends its stream for good, so every
 * later event is lost. Kept as a test so that a change upstream is noticed: when it fails, the reason is gone.
 */
class OrderPlaced {
  constructor(readonly orderId: string) {}
}
class SourceDemand implements ICommand {
  constructor(readonly orderId: string) {}
}

const reactedTo: string[] = [];

@Injectable()
class OrderSaga {
  @Saga()
  orderPlaced = (events: Observable<IEvent>): Observable<ICommand> =>
    events.pipe(
      ofType(OrderPlaced),
      map(({ orderId }) => {
        if (orderId === 'poison') throw new Error('one bad event');
        reactedTo.push(orderId);
        return new SourceDemand(orderId);
      }),
    );
}

describe('@Saga() of @nestjs/cqrs', () => {
  let app: TestingModule;

  beforeEach(async () => {
    reactedTo.length = 0;
    app = await Test.createTestingModule({
      imports: [CqrsModule.forRoot()],
      providers: [OrderSaga],
    }).compile();
    app.useLogger(false);
    await app.init();
  });

  afterEach(() => app.close());

  it('reacts to every event as long as no reaction throws', async () => {
    const bus = app.get(EventBus);
    for (const orderId of ['one', 'two', 'three']) {
      bus.publish(new OrderPlaced(orderId));
      await settled();
    }
    expect(reactedTo).toEqual(['one', 'two', 'three']);
  });

  it('reacts to nothing any more after one reaction has thrown', async () => {
    const bus = app.get(EventBus);
    bus.publish(new OrderPlaced('before'));
    await settled();
    bus.publish(new OrderPlaced('poison'));
    await settled();
    bus.publish(new OrderPlaced('after'));
    await settled();
    expect(reactedTo).toEqual(['before']);
  });
});
