import { EngineUnderTest } from '../harness/engine-under-test.js';
import { orderBody, setUpNetwork, skuId } from '../harness/network.js';
import { OrderFlow, settled } from '../harness/order-flow.js';
import { Releases } from '../harness/releases.js';
import type { Figures } from '../harness/report.js';
import type { BenchCase, Setting } from './case.js';

const WARM_UP_ORDERS = 400;
const HOT = skuId(3);

/** The same order, but that its first line wants what every other one wants. */
function hotBody(externalId: string, place: number): object {
  const body = orderBody(externalId, place) as { readonly lines: readonly { readonly sku: string }[] };
  const [first, ...rest] = body.lines;
  return { ...body, lines: [{ ...first, sku: HOT }, ...rest.filter(({ sku }) => sku !== HOT)] };
}

async function run({ seconds, workDir }: Setting): Promise<Figures> {
  const engine = await EngineUnderTest.start(workDir);
  const releases = await Releases.follow(engine.eventStoreUrl);
  try {
    await setUpNetwork(engine.client);
    const uniform = new OrderFlow(engine, releases, 'uniform');
    const hot = new OrderFlow(engine, releases, 'hot', hotBody);
    await uniform.sustain({ orders: WARM_UP_ORDERS });
    await settled(engine, uniform);
    const uniformPerSecond = await uniform.sustain({ ms: seconds * 1000 });
    await settled(engine, uniform);
    const hotPerSecond = await hot.sustain({ ms: seconds * 1000 });
    return {
      'orders of a hot sku, released a second': hotPerSecond,
      'orders of any sku, released a second': uniformPerSecond,
      'hot, % of uniform': (100 * hotPerSecond) / uniformPerSecond,
    };
  } finally {
    await releases.close();
    await engine.stop();
    engine.discard();
  }
}

export const hotSku: BenchCase = {
  name: 'hot-sku',
  what: 'orders that all want one sku, which twelve nodes have, beside orders spread over 200 skus',
  bars: [{ figure: 'hot, % of uniform', least: 60 }],
  limits: 'Reservations of one sku at one node are commands to one stream: those that wait share an append.',
  run,
};
