import { askPatiently } from "../http/fresh-token";
import type { ResourceHost } from "../pulumi/resource-host";
import type { AdoptedTokenInputs } from "./inputs";
import type { TokenFacts } from "./state";
import type { AdoptedTokenSystem } from "./system";

/** Asks whether a token works that may have been made a moment ago. With `verify: false` nothing is asked. */
export async function verifyPatiently<I extends AdoptedTokenInputs>(
    system: AdoptedTokenSystem<I>,
    inputs: I,
    host: ResourceHost,
): Promise<TokenFacts> {
    if (!system.newTokensTakeAMoment || inputs.verify === false) {
        return verify(system, inputs, host);
    }
    const ask = (fresh: boolean) => system.check(inputs, { token: inputs.token, fresh }, host);
    return askPatiently(
        ask,
        (delay) => host.wait(delay),
        () => {
            host.report.info("the token is rejected: a new one may take a moment, trying again for 7.5 s");
        },
    );
}

/**
 * Asks whether a token works, and takes over what the system says of it. With `verify: false` nothing is asked.
 *
 * @param tokenId the id under which the system told of the token before
 */
export async function verify<I extends AdoptedTokenInputs>(
    system: AdoptedTokenSystem<I>,
    inputs: I,
    host: ResourceHost,
    tokenId?: string,
): Promise<TokenFacts> {
    return inputs.verify === false
        ? system.unchecked(inputs)
        : system.check(inputs, { token: inputs.token, tokenId }, host);
}
