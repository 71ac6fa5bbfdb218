import { ApiTokenError, messageOf } from "../base/errors";
import { decideRotation, type RotationDecision } from "../decision/rotation";
import { isRejection } from "../http/fresh-token";
import type { JournalView } from "../journal/view";
import type { ResourceHost } from "../pulumi/resource-host";
import { PartialFailure } from "../pulumi/token-resource";
import { createToken } from "./creation";
import { farewell } from "./farewell";
import { type RotatingTokenInputs, toPolicy } from "./inputs";
import { describeNew } from "./issue-words";
import type { Issuer } from "./issuer";
import { allowParting, type Program } from "./parting";
import { record, recordSuccession, toRequest } from "./recording";
import { Rotation, RotationFailure } from "./rotation";
import { alive, endOf, lose, only, type RotatingTokenOutputs, toTokenState, withDerived } from "./state";
import type { RotatingTokenSystem } from "./system";
import { verify, verifyKept } from "./verification";

/** What is to be done, and what the journal was seen to hold. */
export interface Decided {
    readonly decision: RotationDecision;
    readonly journal: JournalView;
}

/** What becomes of a token when its resource is created, updated, refreshed and deleted. */
export class RotatingTokenLifecycle {
    private readonly rotation: Rotation;

    constructor(
        private readonly system: RotatingTokenSystem,
        issuer: Issuer,
        private readonly host: ResourceHost,
        private readonly program: Program,
    ) {
        this.rotation = new Rotation(system, issuer, host);
    }

    /** What is to be done now; preview and up both ask. */
    async decide(olds: RotatingTokenOutputs, news: RotatingTokenInputs): Promise<Decided> {
        const { system, host } = this;
        const journal = await host.journal.view(olds.token);
        const request = toRequest(olds, news, system.inputs, host.isRenamed);
        return { decision: decideRotation(toTokenState(olds), request, host.now(), journal), journal };
    }

    /** The token in this state has been saved: the journal need not keep it for this state any more. */
    markSaved(outputs: RotatingTokenOutputs): Promise<void> {
        return this.rotation.markSaved(outputs);
    }

    /** The resource's first token. */
    create(inputs: RotatingTokenInputs): Promise<RotatingTokenOutputs> {
        const { system, host, rotation, program } = this;
        return createToken(inputs, { system, host, rotation, program });
    }

    /** Does what {@link decide} says. */
    update(olds: RotatingTokenOutputs, news: RotatingTokenInputs): Promise<RotatingTokenOutputs> {
        return this.carryOut(olds, news, false);
    }

    /** @param isChecked - the token was seen to work in this update */
    private async carryOut(
        olds: RotatingTokenOutputs,
        news: RotatingTokenInputs,
        isChecked: boolean,
    ): Promise<RotatingTokenOutputs> {
        const { decision, journal } = await this.decide(olds, news);
        switch (decision.action) {
            case "rotate":
            case "join": {
                const { triggers } = toPolicy(news.rotation);
                // Asked where the program says now: the endpoint in state may be gone.
                const current = { ...olds, ...only(news, this.system.inputs) };
                return this.succeeded(olds, news, "rotated", () =>
                    this.rotation.obtain(current, triggers, journal),
                );
            }
            case "recover":
                return this.succeeded(olds, news, "recovered from the journal", () =>
                    this.rotation.recover(olds),
                );
            case "record":
            case "retire":
                return this.withDerived(record(olds, news, this.system.inputs, decision));
            case "none":
            case "wait": {
                // The engine calls update without a change after a partial failure only: the token is checked again.
                const outputs = record(olds, news, this.system.inputs, decision);
                return isChecked ? this.withDerived(outputs) : verifyKept(this.system, outputs, this.host);
            }
            case "recheck":
                return this.carryOut(await this.checkedAgain(olds), news, true);
            case "refuse":
                throw new ApiTokenError(decision.code, this.refusal(decision));
            case "replace":
                throw new ApiTokenError(
                    "ERR_INTERNAL",
                    "an update was asked for where a replacement was announced",
                );
        }
    }

    /** A rejection may have been a passing fault of the API, or the answer of somebody else. */
    private async checkedAgain(olds: RotatingTokenOutputs): Promise<RotatingTokenOutputs> {
        try {
            const { outputs, at } = await verify(this.system, olds, this.host);
            this.host.report.info("the token works: the rejection has passed");
            return alive(outputs, at);
        } catch (error) {
            throw isRejection(error)
                ? new ApiTokenError(error.code, `${error.message}. ${this.whenRejected()}`)
                : error;
        }
    }

    private whenRejected(): string {
        return `It stays in state, and a later \`pulumi up\` asks once more. If it is dead: ${this.system.wayBack}`;
    }

    /** Why nothing is done, and the way on. */
    refusal({ code, reason }: Extract<RotationDecision, { action: "refuse" }>): string {
        return code === "ERR_OVERLAP" || code === "ERR_JOURNAL"
            ? reason
            : `${reason}. ${this.system.wayBack}`;
    }

    private async succeeded(
        olds: RotatingTokenOutputs,
        news: RotatingTokenInputs,
        verb: string,
        get: () => Promise<RotatingTokenOutputs>,
    ): Promise<RotatingTokenOutputs> {
        const successor = await get().catch((error: unknown) => {
            throw this.withStatus(olds, error);
        });
        this.host.report.info(describeNew(successor, verb));
        const { outputs, stillAsked } = recordSuccession(olds, successor, news, this.system.inputs);
        if (stillAsked.length > 0) {
            const names = stillAsked.map((key) => `"${key}"`).join(", ");
            const text = `the new token was asked for before ${names} had the present value: that change still calls for a rotation`;
            this.host.report.warn(text);
        }
        return verifyKept(this.system, outputs, this.host);
    }

    /**
     * A failure after which the token cannot be rotated is noted in the state, so that the next preview says so. What
     * the program asked for is not: it has not happened.
     */
    private withStatus(olds: RotatingTokenOutputs, error: unknown): unknown {
        if (!(error instanceof RotationFailure) || !error.needsPerson) {
            return error;
        }
        const { lostWithDeadline } = error;
        const status: RotatingTokenOutputs =
            lostWithDeadline === undefined ? { ...olds, status: "rejected" } : lose(olds, lostWithDeadline);
        return new PartialFailure(error.with(this.system.wayBack), this.withDerived(status));
    }

    /** Looks for a newer token in the journal, and asks whether the token works. */
    async refresh(props: RotatingTokenOutputs): Promise<RotatingTokenOutputs> {
        await this.markSaved(props);
        return this.withDerived(await this.refreshed(props));
    }

    private async refreshed(props: RotatingTokenOutputs): Promise<RotatingTokenOutputs> {
        const { report, now } = this.host;
        const current = await this.rotation.recover(props);
        if (current !== props) {
            report.info(
                describeNew(current, "recovered from the journal: the state was older than the token"),
            );
        }
        // The end of a lost token is that of its successor's overlap: whether there is one shows when it has passed.
        if (endOf(current) <= now() && current.status !== "lost") {
            report.warn(`the token expired at ${current.validUntil ?? ""}. ${this.system.wayBack}`);
            return current;
        }
        try {
            return await this.seenAlive(current);
        } catch (error) {
            if (!isRejection(error)) {
                throw error;
            }
            report.warn(`${error.message}. ${this.whenRejected()}`);
            return { ...current, status: "rejected" };
        }
    }

    private async seenAlive(current: RotatingTokenOutputs): Promise<RotatingTokenOutputs> {
        const { outputs, at } = await verify(this.system, current, this.host);
        const living = alive(outputs, at);
        if (current.status === "lost" && living.status === "active") {
            this.host.report.info("the token still works although it was called lost: nothing was issued");
            await this.rotation.disprove(living);
        }
        return living;
    }

    /** The API has no call that ends a token: this says until when each works that leaves the state. */
    async delete(outputs: RotatingTokenOutputs): Promise<void> {
        const { host, system, program } = this;
        await allowParting(outputs, system, host, program);
        const newest = await this.rotation.recover(outputs).catch((error: unknown) => {
            host.report.warn(`the journal may hold a newer token, and cannot be read: ${messageOf(error)}`);
            return outputs;
        });
        if (newest !== outputs) {
            const ends = { ...outputs, validUntil: newest.previousValidUntil ?? outputs.validUntil ?? "" };
            host.report.info(this.farewell(ends));
        }
        host.report.info(this.farewell(newest));
    }

    private farewell(outputs: RotatingTokenOutputs): string {
        const { host, system, program } = this;
        const goesOnIn = program.whoHolds(outputs.token);
        return farewell(outputs, { goesOnIn, tokensInUi: system.tokensInUi, now: host.now() });
    }

    private withDerived(outputs: RotatingTokenOutputs): RotatingTokenOutputs {
        return withDerived(outputs, this.host.now());
    }
}
