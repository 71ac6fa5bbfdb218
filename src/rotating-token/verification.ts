import { askPatiently } from "../http/fresh-token";
import { timed } from "../http/server-time";
import type { ResourceHost } from "../pulumi/resource-host";
import { PartialFailure } from "../pulumi/token-resource";
import { type RotatingTokenOutputs, withDerived } from "./state";
import type { RotatingTokenSystem } from "./system";

/** A token that works, and when that was seen. */
export interface Verified {
    /** With what the system says of the token. */
    readonly outputs: RotatingTokenOutputs;
    /** By the server's clock, as far as it tells: milliseconds since 1970. */
    readonly at: number;
}

/** Asks whether the token works. */
export async function verify(
    system: RotatingTokenSystem,
    outputs: RotatingTokenOutputs,
    host: ResourceHost,
    { fresh = false } = {},
): Promise<Verified> {
    const way = await host.transport(system.endpointOf(outputs), system.traits);
    const { transport, serverTime } = timed(way);
    const own = await system.verify(outputs, transport, fresh);
    return { outputs: { ...outputs, ...own }, at: serverTime() ?? host.now() };
}

/** The same for a token that was just issued, and may be rejected for its first seconds. */
export async function verifyPatiently(
    system: RotatingTokenSystem,
    outputs: RotatingTokenOutputs,
    host: ResourceHost,
): Promise<RotatingTokenOutputs> {
    const ask = (fresh: boolean) => verify(system, outputs, host, { fresh });
    return (await askPatiently(ask, (delay) => host.wait(delay))).outputs;
}

/** The same for a token that is in hand: whatever the check says, it has to reach the state. */
export async function verifyKept(
    system: RotatingTokenSystem,
    outputs: RotatingTokenOutputs,
    host: ResourceHost,
): Promise<RotatingTokenOutputs> {
    const current = withDerived(outputs, host.now());
    try {
        return await verifyPatiently(system, current, host);
    } catch (error) {
        const hint = "The token is kept in state; the next `pulumi up` only checks it again.";
        throw new PartialFailure(error, current, hint);
    }
}
