import { askPatiently } from "../http/fresh-token";
import type { ResourceHost } from "../pulumi/resource-host";
import type { RotatingTokenOutputs } from "./state";
import type { RotatingTokenSystem } from "./system";

/** Asks whether the token works, and takes over what the system says of it. */
export async function verify(
    system: RotatingTokenSystem,
    outputs: RotatingTokenOutputs,
    host: ResourceHost,
    { fresh = false } = {},
): Promise<RotatingTokenOutputs> {
    const transport = await host.transport(system.endpointOf(outputs), system.traits);
    return { ...outputs, ...(await system.verify(outputs, transport, fresh)) };
}

/** The same for a token that was just issued, and may be rejected for its first seconds. */
export function verifyPatiently(
    system: RotatingTokenSystem,
    outputs: RotatingTokenOutputs,
    host: ResourceHost,
): Promise<RotatingTokenOutputs> {
    const ask = (fresh: boolean) => verify(system, outputs, host, { fresh });
    return askPatiently(ask, (delay) => host.wait(delay));
}
