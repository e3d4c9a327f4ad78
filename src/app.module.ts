import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnModuleInit,
} from '@nestjs/common';
import { ApiModule } from './api/api.module.js';
import { ApplicationModule } from './application/application.module.js';
import { EnsureDefaultPolicy } from './application/network/ensure-default-policy.js';
import type { LogNetworkDirectory } from './application/network/network-directory.js';
import { PolicyReader } from './application/network/policy-reader.js';
import { ACTIVE_POLICY_READER } from './application/ports/candidate-reader.js';
import { DEMAND_SOURCING } from './application/ports/demand-sourcing.js';
import { NETWORK_DIRECTORY } from './application/ports/network-directory.js';
import { QueriesModule } from './application/queries/queries.module.js';
import { SourceDemand } from './application/sourcing/source-demand.js';
import { DEFAULT_TENANT } from './domain/shared/ids.js';
import type { EngineConfig } from './infrastructure/config/engine-config.js';
import type { OpenPorts } from './open-ports.js';
import { PortsModule } from './ports.module.js';
import { ProjectionsModule } from './projections/projections.module.js';
import { SagasModule } from './sagas/sagas.module.js';

/** Knows the network before anything else runs, and gives the default tenant its policy. */
@Module({
  providers: [EnsureDefaultPolicy, { provide: ACTIVE_POLICY_READER, useClass: PolicyReader }],
  exports: [ACTIVE_POLICY_READER],
})
class NetworkModule implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    @Inject(NETWORK_DIRECTORY) private readonly directory: LogNetworkDirectory,
    private readonly policy: EnsureDefaultPolicy,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.policy.run(DEFAULT_TENANT);
    await this.directory.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.directory.stop();
  }
}

/** The engine: every layer over the open ports, with what this process is to do. */
@Module({})
export class AppModule {
  static over(ports: OpenPorts, config: EngineConfig): DynamicModule {
    const does = (role: EngineConfig['roles'][number]): boolean => config.roles.includes(role);
    const portsModule = PortsModule.over(ports, config);
    const application = { ...ApplicationModule.over(portsModule), global: true };
    const projections = ProjectionsModule.register({ run: does('projections') });
    const sourcing: DynamicModule = {
      module: SourcingModule,
      global: true,
      imports: [projections, NetworkModule],
      providers: [{ provide: DEMAND_SOURCING, useClass: SourceDemand }],
      exports: [DEMAND_SOURCING],
    };
    return {
      module: AppModule,
      imports: [
        portsModule,
        application,
        NetworkModule,
        QueriesModule,
        projections,
        sourcing,
        ...(does('sagas') ? [SagasModule.register(config.timings, config.webhook)] : []),
        ...(does('api') ? [ApiModule] : []),
      ],
    };
  }
}

@Module({})
class SourcingModule {}
