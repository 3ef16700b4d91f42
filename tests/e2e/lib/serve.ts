// A gateway in front of a simulator, for all the tests of a file.
import { after, beforeEach } from "node:test";

import { Gateway, type GatewayOptions } from "./gateway.ts";
import { Simulator } from "./simulator.ts";

// Each test begins with a simulator that has no faults and has seen nothing.
export async function serve(
  options: Omit<GatewayOptions, "simulator"> = {},
): Promise<{ simulator: Simulator; gateway: Gateway }> {
  const simulator = await Simulator.start();
  const gateway = await Gateway.start({ ...options, simulator });
  after(async () => {
    try {
      await gateway.stop();
    } finally {
      await simulator.stop();
    }
  });
  beforeEach(() => simulator.reset());
  return { simulator, gateway };
}
