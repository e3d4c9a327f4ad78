import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AvailabilityController } from './availability/availability.controller.js';
import { FulfillmentsController } from './fulfillments/fulfillments.controller.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { CommandGateway } from './http/command-gateway.js';
import { Views } from './http/views.js';
import { NodeWorkController } from './nodes/node-work.controller.js';
import { NodesController } from './nodes/nodes.controller.js';
import { NoticesController } from './notices/notices.controller.js';
import { OrderNoticesController } from './notices/order-notices.controller.js';
import { OperationsController } from './operations/operations.controller.js';
import { ViewsController } from './operations/views.controller.js';
import { OrderActionsController } from './orders/order-actions.controller.js';
import { BulkIntake } from './orders/order-bulk.js';
import { OrderIntakeController } from './orders/order-intake.controller.js';
import { OrderViewsController } from './orders/order-views.controller.js';
import { KnownRecipient } from './orders/known-recipient.js';
import { OrderIntake } from './orders/place-order.js';
import { ParkedController } from './parked/parked.controller.js';
import { PoliciesController } from './policies/policies.controller.js';
import { StockController } from './stock/stock.controller.js';
import { StockMovements } from './stock/stock-movements.js';

/**
 * The HTTP side of the engine. Expects to be provided globally: the ports CLOCK, IDS,
 * EVENT_STORE, PERSON_VAULT, METRICS, NETWORK_DIRECTORY and PARKED_WORK.
 *
 * There is no authentication yet: whoever reaches the port may do everything, for every tenant. Until there is, the
 * engine listens on the loopback interface. The place for it is one global guard on the resolved handler, which denies
 * what is not marked as allowed, and {@link readCall}, which then takes tenant and actor from the account.
 */
@Module({
  imports: [CqrsModule],
  controllers: [
    OrderIntakeController,
    OrderViewsController,
    OrderActionsController,
    NodesController,
    NodeWorkController,
    StockController,
    AvailabilityController,
    ParkedController,
    FulfillmentsController,
    PoliciesController,
    NoticesController,
    OrderNoticesController,
    OperationsController,
    ViewsController,
    HealthController,
  ],
  providers: [CommandGateway, Views, OrderIntake, KnownRecipient, BulkIntake, StockMovements, Readiness],
})
export class ApiModule {}
