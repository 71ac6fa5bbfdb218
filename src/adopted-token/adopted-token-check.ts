import { ApiTokenError } from "../errors";
import type { PluginContext } from "../plugin-context";
import type { AdoptedTokenInputs } from "./adopted-token-inputs";
import type { TokenFacts } from "./adopted-token-state";
import type { AdoptedTokenSystem, TokenAtHand } from "./adopted-token-system";

/** How long to wait after each refusal of a token that may be new: 7.5 seconds in all. */
const PATIENCE = [500, 1000, 2000, 4000];

/** Asks a system whether a token works, unless the program wants none of that (`verify: false`). */
export class AdoptedTokenCheck<I extends AdoptedTokenInputs> {
    constructor(
        private readonly system: AdoptedTokenSystem<I>,
        private readonly plugin: PluginContext,
        private readonly wait: (milliseconds: number) => Promise<void>,
    ) {}

    /** Of a token that may have been made a moment ago. */
    async ofNew(inputs: I): Promise<TokenFacts> {
        const isPatient = this.system.newTokensTakeAMoment && inputs.verify !== false;
        for (const [refusals, delay] of (isPatient ? PATIENCE : []).entries()) {
            try {
                return await this.ask(inputs, { token: inputs.token, fresh: true });
            } catch (error) {
                if (!isRejection(error)) {
                    throw error;
                }
                if (refusals === 0) {
                    const text = "the token is refused: a new one may take a moment, trying again for 7.5 s";
                    this.plugin.report.info(inputs.resourceName, text);
                }
                await this.wait(delay);
            }
        }
        return this.ofKnown(inputs);
    }

    /** @param tokenId the id under which the system told of the token before */
    async ofKnown(inputs: I, tokenId?: string): Promise<TokenFacts> {
        return inputs.verify === false
            ? this.system.unchecked(inputs)
            : this.ask(inputs, { token: inputs.token, tokenId });
    }

    private ask(inputs: I, at: TokenAtHand): Promise<TokenFacts> {
        return this.system.check(inputs, at, this.plugin);
    }
}

/** Whether the system refused the token itself. */
export function isRejection(error: unknown): error is ApiTokenError {
    return error instanceof ApiTokenError && error.code === "ERR_TOKEN_REJECTED";
}
