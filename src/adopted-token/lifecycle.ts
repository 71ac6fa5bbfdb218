import { ApiTokenError } from "../base/errors";
import { isRejection } from "../http/fresh-token";
import { type AdoptionDecision, decideAdoption } from "../decision/adoption";
import type { ProgramResources } from "../pulumi/program-resources";
import { beforeGivingUp } from "../pulumi/replacement";
import type { ResourceHost } from "../pulumi/resource-host";
import { endInWords, farewell, farewellToPrevious } from "./farewell";
import { type AdoptedTokenInputs, differ } from "./inputs";
import { Parting } from "./parting";
import {
    adopt,
    type AdoptedTokenOutputs,
    hasIdOfAnother,
    isOver,
    only,
    outgoing,
    type OutgoingToken,
    record,
    swap,
    systemEnd,
    toRequest,
    toTokenState,
    without,
    withOutgoing,
} from "./state";
import type { AdoptedTokenSystem } from "./system";
import { verify, verifyPatiently } from "./verification";

const RECORDED = ["validUntil", "gracePeriod", "onDue", "verify"];

/** What becomes of an adopted token when its resource is created, updated, refreshed and deleted. */
export class AdoptedTokenLifecycle<I extends AdoptedTokenInputs> {
    private readonly parting: Parting<I>;

    constructor(
        private readonly system: AdoptedTokenSystem<I>,
        private readonly host: ResourceHost,
        private readonly program: ProgramResources<I, I & AdoptedTokenOutputs>,
    ) {
        this.parting = new Parting(system, host, program);
    }

    /** What is to be done now; preview and up both ask. */
    decide(olds: I & AdoptedTokenOutputs, news: I): AdoptionDecision {
        const { system, host } = this;
        const request = toRequest(olds, news, [...RECORDED, ...system.inputs], host.isRenamed);
        return decideAdoption(toTokenState(olds, news), request, host.now());
    }

    async create(inputs: I): Promise<I & AdoptedTokenOutputs> {
        const outputs = adopt(inputs, await verifyPatiently(this.system, inputs, this.host), this.host.now());
        this.remind(outputs);
        const text = `adopted token ${outputs.tokenFingerprint}: ${endInWords(outputs)}${this.fate(outputs)}`;
        this.host.report.info(text);
        return this.derived(await this.parting.hold(outputs));
    }

    /** Does what {@link decide} says. */
    async update(olds: I & AdoptedTokenOutputs, news: I): Promise<I & AdoptedTokenOutputs> {
        const decision = this.decide(olds, news);
        switch (decision.action) {
            case "swap":
                return this.derived(await this.swapped(olds, news));
            case "retire": {
                return this.derived(await this.retired(await this.recorded(olds, news)));
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
        await this.tellFate(props);
        return this.refreshed(props);
    }

    /** Of a destroy, the engine asks nothing before it happens: with `--refresh` its preview tells what this says. */
    private async tellFate(props: I & AdoptedTokenOutputs): Promise<void> {
        if (this.parting.isToRevoke(props)) {
            const reason = await this.parting.whoElse(props.token, props.holder);
            const fate =
                reason === undefined
                    ? "with revoke: true it is revoked when this resource is destroyed"
                    : `it is not revoked when this resource is destroyed: ${reason}`;
            this.host.report.info(`token ${props.tokenFingerprint}: ${fate}`);
        }
    }

    private async refreshed(props: I & AdoptedTokenOutputs): Promise<I & AdoptedTokenOutputs> {
        const end = systemEnd(props);
        if (props.verify === false || (end !== undefined && end <= this.host.now())) {
            return props;
        }
        try {
            const facts = await verify(this.system, props, this.host, props.tokenId);
            const kept = without(props, this.system.facts);
            const asked = { ...record(props, kept, facts), status: "active" as const };
            return this.derived(asked.holder === undefined ? await this.parting.hold(asked) : asked);
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
        const { system, host, parting } = this;
        await this.checkSuccessor(props);
        for (const one of outgoing(props)) {
            await this.partWith(one, props);
        }
        const { token, tokenId } = props;
        const goesOnIn = this.program.whoIsGiven(token);
        const told =
            (await parting.revoke(props, { token, tokenId })) ??
            farewell(props, { goesOnIn, tokensInUi: system.tokensInUi, now: host.now() });
        host.report.info(told);
    }

    /** What comes in the place of a resource that is deleted first has to work, before this one is given up. */
    private async checkSuccessor(props: I & AdoptedTokenOutputs): Promise<void> {
        const successor = this.program.successorOf(this.host);
        if (successor !== undefined && successor.token !== props.token) {
            await beforeGivingUp(() => verifyPatiently(this.system, successor, this.host));
        }
    }

    /** What is said of a resource before another one takes its place. */
    async replacement(olds: I & AdoptedTokenOutputs, news: I, changed: readonly string[]): Promise<string> {
        const becauseOf = `${changed.join(", ")} changes: another resource takes the place of this one`;
        const token = `token ${olds.tokenFingerprint}`;
        if (news.token === olds.token) {
            return `${becauseOf}, with the same token: ${token} stays`;
        }
        if (!this.parting.isToRevoke(olds)) {
            return `${becauseOf}, and ${token} leaves the state, unrevoked`;
        }
        const reason = await this.parting.whoElse(olds.token, olds.holder);
        return reason === undefined
            ? `${becauseOf}, and ${token} is revoked then`
            : `${becauseOf}, and ${token} is not revoked: ${reason}`;
    }

    /** What becomes of a token when its resource goes, where it is more than leaving the state. */
    private fate(outputs: I): string {
        return this.parting.isToRevoke(outputs)
            ? ". With revoke: true it is revoked when this resource is destroyed"
            : "";
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
        return this.retired(await this.parting.hold(swapped));
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

    /** Parts with the tokens that were kept for long enough. */
    private async retired(outputs: I & AdoptedTokenOutputs): Promise<I & AdoptedTokenOutputs> {
        const now = this.host.now();
        const all = outgoing(outputs);
        for (const one of all.filter((one) => isOver(one, now))) {
            await this.partWith(one, outputs);
        }
        return withOutgoing(
            outputs,
            all.filter((one) => !isOver(one, now)),
        );
    }

    /** Revokes a token before the current one if the program wants that, and says what becomes of it. */
    private async partWith(one: OutgoingToken, outputs: I & AdoptedTokenOutputs): Promise<void> {
        const told =
            (await this.parting.revoke(outputs, one)) ??
            farewellToPrevious(one.token, this.system.tokensInUi);
        this.host.report.info(told);
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
