import { askPatiently } from "../fresh-token";
import type { PluginContext } from "../plugin-context";
import type { AdoptedTokenInputs } from "./adopted-token-inputs";
import type { TokenFacts } from "./adopted-token-state";
import type { AdoptedTokenSystem, TokenAtHand } from "./adopted-token-system";

/** Asks a system whether a token works, unless the program wants none of that (`verify: false`). */
export class AdoptedTokenCheck<I extends AdoptedTokenInputs> {
    constructor(
        private readonly system: AdoptedTokenSystem<I>,
        private readonly plugin: PluginContext,
        private readonly wait: (milliseconds: number) => Promise<void>,
    ) {}

    /** Of a token that may have been made a moment ago. */
    async ofNew(inputs: I): Promise<TokenFacts> {
        if (!this.system.newTokensTakeAMoment || inputs.verify === false) {
            return this.ofKnown(inputs);
        }
        const ask = (fresh: boolean) => this.ask(inputs, { token: inputs.token, fresh });
        return askPatiently(ask, this.wait, () => {
            const text = "the token is refused: a new one may take a moment, trying again for 7.5 s";
            this.plugin.report.info(inputs.resourceName, text);
        });
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
