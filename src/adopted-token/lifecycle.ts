import { ApiTokenError } from "../base/errors";
import { isRejection } from "../http/fresh-token";
import { type AdoptionDecision, decideAdoption } from "../decision/adoption";
import { parseTime } from "../base/time";
import type { ResourceHost } from "../pulumi/resource-host";
import { type AdoptedTokenInputs, differ } from "./inputs";
import {
    adopt,
    type AdoptedTokenOutputs,
    hasIdOfAnother,
    only,
    record,
    swap,
    systemEnd,
    toRequest,
    toTokenState,
    without,
    withoutPrevious,
} from "./state";
import type { AdoptedTokenSystem } from "./system";
import { endInWords, farewell, farewellToPrevious } from "./farewell";
import { verify, verifyPatiently } from "./verification";

const RECORDED = ["validUntil", "gracePeriod", "onDue", "verify"];

/** What becomes of an adopted token when its resource is created, updated, refreshed and deleted. */
export class AdoptedTokenLifecycle<I extends AdoptedTokenInputs> {
    constructor(
        private readonly system: AdoptedTokenSystem<I>,
        private readonly host: ResourceHost,
    ) {}

    /** What is to be done now; preview and up both ask. */
    decide(olds: I & AdoptedTokenOutputs, news: I): AdoptionDecision {
        const { system, host } = this;
        const request = toRequest(olds, news, [...RECORDED, ...system.inputs], host.isRenamed);
        return decideAdoption(toTokenState(olds, news), request, host.now());
    }

    async create(inputs: I): Promise<I & AdoptedTokenOutputs> {
        const outputs = adopt(inputs, await verifyPatiently(this.system, inputs, this.host), this.host.now());
        this.remind(outputs);
        const text = `adopted token ${outputs.tokenFingerprint}: ${endInWords(outputs)}`;
        this.host.report.info(text);
        return this.derived(outputs);
    }

    /** Does what {@link decide} says. */
    async update(olds: I & AdoptedTokenOutputs, news: I): Promise<I & AdoptedTokenOutputs> {
        const decision = this.decide(olds, news);
        switch (decision.action) {
            case "swap":
                return this.derived(await this.swapped(olds, news));
            case "retire": {
                const recorded = await this.recorded(olds, news);
                await this.partWithPrevious(olds, news);
                return this.derived(withoutPrevious(recorded));
            }
            case "record":
            case "none":
            case "remind":
                return this.derived(await this.recorded(olds, news));
            case "refuse":
                throw new ApiTokenError(decision.code, decision.reason);
        }
    }

    /** Asks whether the token still works. One that is known to have ended is not sent. */
    async refresh(props: I & AdoptedTokenOutputs): Promise<I & AdoptedTokenOutputs> {
        const end = systemEnd(props);
        if (props.verify === false || (end !== undefined && end <= this.host.now())) {
            return props;
        }
        try {
            const facts = await verify(this.system, props, this.host, props.tokenId);
            const kept = without(props, this.system.facts);
            return this.derived({ ...record(props, kept, facts), status: "active" });
        } catch (error) {
            if (!isRejection(error)) {
                throw error;
            }
            this.host.report.warn(`${error.message}. It stays in state`);
            return { ...props, status: "rejected" };
        }
    }

    /** Revokes what the program wants revoked, and tells what stays. */
    async delete(props: I & AdoptedTokenOutputs): Promise<void> {
        const { report } = this.host;
        await this.partWithPrevious(props, props);
        if (this.system.wantsRevocation?.(props) === true) {
            const { token, tokenId } = props;
            const done = await this.system.revoke?.(props, { token, tokenId }, this.host);
            report.info(done ?? "");
            return;
        }
        report.info(farewell(props, this.system.tokensInUi, this.host.now()));
    }

    private async swapped(olds: I & AdoptedTokenOutputs, news: I): Promise<I & AdoptedTokenOutputs> {
        // Before anything is given up the new one has to work.
        const facts = await verifyPatiently(this.system, news, this.host);
        const swapped = swap(olds, news, facts, this.host.now());
        if (hasIdOfAnother(swapped, olds)) {
            throw new ApiTokenError(
                "ERR_INPUT",
                `token ${swapped.tokenFingerprint} was given, but what it is looked for by leads to the id ${facts.tokenId ?? ""}, ` +
                    "which is that of a token before it. Give what tells the new one: its own label or tokenId",
            );
        }
        this.remind(swapped);
        const kept =
            swapped.previousValidUntil === undefined
                ? "the one before is dead and not kept"
                : `the one before is kept until ${swapped.previousValidUntil}`;
        const text = `swapped for token ${swapped.tokenFingerprint}: ${endInWords(swapped)}; ${kept}`;
        this.host.report.info(text);
        if (olds.previousToken !== undefined && olds.previousToken !== news.token) {
            await this.dropPrevious(olds, news);
        }
        return swapped;
    }

    /** The settings as the program gives them now. The system is asked again when the check depends on one that changed. */
    private async recorded(olds: I & AdoptedTokenOutputs, news: I): Promise<I & AdoptedTokenOutputs> {
        const isToBeChecked = olds.verify === false && news.verify !== false;
        if (!isToBeChecked && !differ(olds, news, this.system.askedWith)) {
            return record(olds, news, only(olds, this.system.facts));
        }
        const facts = await verify(this.system, news, this.host);
        const status = news.verify === false ? olds.status : "active";
        return { ...record(olds, news, facts), status };
    }

    /** The token before the one that is now the previous one. */
    private async dropPrevious(olds: I & AdoptedTokenOutputs, news: I): Promise<void> {
        const end = parseTime(olds.previousValidUntil ?? "") ?? 0;
        if (this.host.now() <= end) {
            const text = "the token before that one leaves the state before its grace period is over";
            this.host.report.warn(text);
        }
        await this.partWithPrevious(olds, news);
    }

    /** Revokes the previous token if the program wants that, and says what becomes of it. */
    private async partWithPrevious(olds: I & AdoptedTokenOutputs, news: I): Promise<void> {
        const { previousToken: token, previousTokenId: tokenId } = olds;
        if (token === undefined) {
            return;
        }
        const done =
            this.system.wantsRevocation?.(news) === true
                ? await this.system.revoke?.({ ...olds, ...news }, { token, tokenId }, this.host)
                : farewellToPrevious(token, this.system.tokensInUi);
        this.host.report.info(done ?? "");
    }

    /** Says of a token that was just given what the next run would say of it. */
    private remind(outputs: I & AdoptedTokenOutputs): void {
        const decision = this.decide(outputs, outputs);
        if (decision.action === "refuse") {
            throw new ApiTokenError(decision.code, decision.reason);
        }
        const reminder = decision.action === "remind" ? decision.reason : reminderBesides(decision);
        if (reminder !== undefined) {
            this.host.report.warn(reminder);
        }
    }

    private derived(outputs: I & AdoptedTokenOutputs): I & AdoptedTokenOutputs {
        return { ...outputs, ...this.system.derive(outputs) };
    }
}

function reminderBesides(decision: AdoptionDecision): string | undefined {
    return "reminder" in decision ? decision.reminder : undefined;
}
