import { ApiTokenError } from "../errors";
import type { AdoptionDecision } from "../lifecycle/adoption";
import { decide } from "../lifecycle/rotation";
import type { PluginContext } from "../plugin-context";
import type { AdoptedTokenInputs } from "./adopted-token-inputs";
import {
    adopt,
    type AdoptedTokenOutputs,
    record,
    swap,
    systemEnd,
    type TokenFacts,
    toRequest,
    toTokenState,
    withoutPrevious,
} from "./adopted-token-state";
import type { AdoptedTokenSystem, TokenAtHand } from "./adopted-token-system";
import { formatTime } from "../lifecycle/time";

/** How long to wait after each refusal of a token that may be new: 7.5 seconds in all. */
const PATIENCE = [500, 1000, 2000, 4000];

const RECORDED = ["resourceName", "validUntil", "gracePeriod", "onDue", "verify"];

/** What becomes of an adopted token when its resource is created, updated, refreshed and deleted. */
export class AdoptedTokenLifecycle<I extends AdoptedTokenInputs> {
    constructor(
        private readonly system: AdoptedTokenSystem<I>,
        private readonly plugin: PluginContext,
        private readonly wait: (milliseconds: number) => Promise<void>,
    ) {}

    /** What is to be done now; preview and up both ask. */
    decide(olds: I & AdoptedTokenOutputs, news: I): AdoptionDecision {
        const request = toRequest(olds, news, [...RECORDED, ...this.system.inputs]);
        return decide(toTokenState(olds, news), request, this.plugin.now());
    }

    async create(inputs: I): Promise<I & AdoptedTokenOutputs> {
        const outputs = adopt(inputs, await this.factsOf(inputs, true), this.plugin.now());
        this.plugin.report.info(
            inputs.resourceName,
            `adopted token ${outputs.tokenFingerprint}: ${endInWords(outputs)}`,
        );
        return this.derived(outputs);
    }

    /** Does what {@link decide} says. */
    async update(olds: I & AdoptedTokenOutputs, news: I): Promise<I & AdoptedTokenOutputs> {
        const decision = this.decide(olds, news);
        switch (decision.action) {
            case "swap":
                return this.derived(await this.swapped(olds, news));
            case "retire": {
                await this.revokePrevious(olds, news);
                return this.derived(withoutPrevious(record(olds, news, this.factsIn(olds))));
            }
            case "record":
                return this.derived(record(olds, news, await this.factsOf(news, false)));
            case "none":
            case "remind":
                return this.derived(record(olds, news, this.factsIn(olds)));
            case "refuse":
                throw new ApiTokenError(decision.code, decision.reason);
        }
    }

    /** Asks whether the token still works. One that is known to have ended is not sent. */
    async refresh(props: I & AdoptedTokenOutputs): Promise<I & AdoptedTokenOutputs> {
        const end = systemEnd(props);
        if (props.verify === false || (end !== undefined && end <= this.plugin.now())) {
            return props;
        }
        try {
            const facts = await this.factsOf(props, false);
            return this.derived({ ...record(props, props, facts), status: "active" });
        } catch (error) {
            if (!isRejection(error)) {
                throw error;
            }
            this.plugin.report.warn(props.resourceName, `${error.message}. It stays in state`);
            return { ...props, status: "rejected" };
        }
    }

    /** Revokes what the program wants revoked, and tells what stays. */
    async delete(props: I & AdoptedTokenOutputs): Promise<void> {
        const { report } = this.plugin;
        if (this.system.wantsRevocation?.(props) === true) {
            await this.revokePrevious(props, props);
            const { token, tokenId } = props;
            const done = await this.system.revoke?.(props, { token, tokenId }, this.plugin);
            report.info(props.resourceName, done ?? "");
            return;
        }
        const text = `token ${props.tokenFingerprint} leaves the state and stays valid; ${endInWords(props)}. To end it: ${this.system.tokensInUi}`;
        report.info(props.resourceName, text);
    }

    private async swapped(olds: I & AdoptedTokenOutputs, news: I): Promise<I & AdoptedTokenOutputs> {
        // Before anything is given up the new one has to work.
        const facts = await this.factsOf(news, true);
        const swapped = swap(olds, news, facts, this.plugin.now());
        const kept =
            swapped.previousValidUntil === undefined
                ? "the one before is dead and not kept"
                : `the one before is kept until ${swapped.previousValidUntil}`;
        const { report } = this.plugin;
        report.info(
            news.resourceName,
            `swapped for token ${swapped.tokenFingerprint}: ${endInWords(swapped)}; ${kept}`,
        );
        if (olds.previousToken !== undefined && olds.previousToken !== news.token) {
            report.warn(
                news.resourceName,
                "the token before that one leaves the state before its grace period is over",
            );
            await this.revokePrevious(olds, news);
        }
        return swapped;
    }

    private async revokePrevious(olds: I & AdoptedTokenOutputs, news: I): Promise<void> {
        const { previousToken: token, previousTokenId: tokenId } = olds;
        if (token === undefined || this.system.wantsRevocation?.(news) !== true) {
            return;
        }
        const revoked = await this.system.revoke?.({ ...olds, ...news }, { token, tokenId }, this.plugin);
        this.plugin.report.info(news.resourceName, revoked ?? "");
    }

    private async factsOf(inputs: I, mayBeNew: boolean) {
        const { token } = inputs;
        if (inputs.verify === false) {
            return {};
        }
        for (const delay of mayBeNew && this.system.newTokensTakeAMoment ? PATIENCE : []) {
            try {
                return await this.ask(inputs, { token, fresh: true });
            } catch (error) {
                if (!isRejection(error)) {
                    throw error;
                }
                await this.wait(delay);
            }
        }
        return this.ask(inputs, { token });
    }

    private factsIn(outputs: I & AdoptedTokenOutputs): TokenFacts {
        const entries = Object.entries(outputs).filter(([name]) => this.system.facts.includes(name));
        return Object.fromEntries(entries);
    }

    private ask(inputs: I, at: TokenAtHand) {
        return this.system.check(inputs, at, this.plugin);
    }

    private derived(outputs: I & AdoptedTokenOutputs): I & AdoptedTokenOutputs {
        return { ...outputs, ...this.system.derive(outputs) };
    }
}

function isRejection(error: unknown): error is ApiTokenError {
    return error instanceof ApiTokenError && error.code === "ERR_TOKEN_REJECTED";
}

function endInWords(outputs: AdoptedTokenOutputs): string {
    const end = systemEnd(outputs);
    return end === undefined ? "its end is not known" : `it ends at ${formatTime(end)}`;
}
