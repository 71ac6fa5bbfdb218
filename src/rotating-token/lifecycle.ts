import { ApiTokenError } from "../base/errors";
import { formatTime } from "../base/time";
import { decideRotation, type RotationDecision } from "../decision/rotation";
import { isRejection } from "../http/fresh-token";
import type { JournalView } from "../journal/view";
import type { ResourceHost } from "../pulumi/resource-host";
import { PartialFailure } from "../pulumi/token-resource";
import type { RotatingTokenInputs } from "./inputs";
import type { Issuer } from "./issuer";
import { Rotation, RotationFailure } from "./rotation";
import {
    endOf,
    fromBootstrap,
    record,
    type RotatingTokenOutputs,
    toRequest,
    toTokenState,
    withDerived,
} from "./state";
import type { RotatingTokenSystem } from "./system";
import { verify, verifyPatiently } from "./verification";

/** What is to be done, and what the journal was seen to hold. */
export interface Decided {
    readonly decision: RotationDecision;
    readonly journal: JournalView;
}

/** What becomes of a token when its resource is created, updated and refreshed. */
export class RotatingTokenLifecycle {
    private readonly rotation: Rotation;

    constructor(
        private readonly system: RotatingTokenSystem,
        issuer: Issuer,
        private readonly host: ResourceHost,
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

    /** The first token: from the journal when it has one, else pasted, else the successor of the pasted one. */
    async create(inputs: RotatingTokenInputs): Promise<RotatingTokenOutputs> {
        const { system, host, rotation } = this;
        const pasted = fromBootstrap(inputs, system.inputs, host.now());
        const journal = await host.journal.view(pasted.token);
        if (journal.kind === "issued") {
            const recovered = await rotation.recover(pasted);
            this.tell(recovered, "recovered from the journal, nothing was asked for");
            return this.withDerived(await verifyPatiently(system, recovered, host));
        }
        // Whose token it is must be known, and the token seen to work, before anything changes.
        const owned = await this.owned(pasted);
        if (inputs.onCreate === "adopt") {
            const end =
                owned.validUntil === undefined
                    ? "its end is not known, so only a trigger or rotation.every rotates it"
                    : `it is valid until ${owned.validUntil}`;
            host.report.info(`adopted the pasted token ${owned.tokenFingerprint}: ${end}`);
            return this.withDerived(owned);
        }
        const successor = await rotation.obtain(owned, journal);
        this.tell(successor, "created");
        return this.verified(successor);
    }

    private async owned(pasted: RotatingTokenOutputs): Promise<RotatingTokenOutputs> {
        try {
            return await verify(this.system, pasted, this.host);
        } catch (error) {
            throw isRejection(error)
                ? new ApiTokenError(error.code, `${error.message}. ${this.system.wayBack}`)
                : error;
        }
    }

    /** Does what {@link decide} says. */
    async update(olds: RotatingTokenOutputs, news: RotatingTokenInputs): Promise<RotatingTokenOutputs> {
        const { decision, journal } = await this.decide(olds, news);
        const recorded = record(olds, news, this.system.inputs, decision);
        switch (decision.action) {
            case "rotate":
            case "join":
                return this.succeeded(recorded, "rotated", () => this.rotation.obtain(recorded, journal));
            case "recover":
                return this.succeeded(recorded, "recovered from the journal", () =>
                    this.rotation.recover(recorded),
                );
            case "record":
                return this.withDerived(recorded);
            case "none":
            case "wait":
                // The engine calls update without a change after a partial failure only: the token is checked again.
                return this.verified(recorded);
            case "refuse":
                throw new ApiTokenError(decision.code, this.refusal(decision));
            case "replace":
                throw new ApiTokenError(
                    "ERR_INTERNAL",
                    "an update was asked for where a replacement was announced",
                );
        }
    }

    /** Why nothing is done, and the way on. */
    refusal({ code, reason }: Extract<RotationDecision, { action: "refuse" }>): string {
        return code === "ERR_OVERLAP" || code === "ERR_JOURNAL"
            ? reason
            : `${reason}. ${this.system.wayBack}`;
    }

    private async succeeded(
        outputs: RotatingTokenOutputs,
        verb: string,
        get: () => Promise<RotatingTokenOutputs>,
    ): Promise<RotatingTokenOutputs> {
        const successor = await get().catch((error: unknown) => {
            throw this.withStatus(outputs, error);
        });
        this.tell(successor, verb);
        return this.verified(successor);
    }

    /** A failure after which the token cannot be rotated is noted in the state, so that the next preview says so. */
    private withStatus(outputs: RotatingTokenOutputs, error: unknown): unknown {
        if (!(error instanceof RotationFailure)) {
            return error;
        }
        const { code, lostWithDeadline } = error;
        if (code !== "ERR_TOKEN_LOST" && code !== "ERR_TOKEN_REJECTED") {
            return error;
        }
        const status: RotatingTokenOutputs =
            lostWithDeadline === undefined
                ? { ...outputs, status: "rejected" }
                : { ...outputs, status: "lost", validUntil: formatTime(lostWithDeadline) };
        return new PartialFailure(error, this.withDerived(status));
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
            this.tell(current, "recovered from the journal: the state was older than the token");
        }
        if (endOf(current) <= now()) {
            report.warn(`the token expired at ${current.validUntil ?? ""}. ${this.system.wayBack}`);
            return current;
        }
        try {
            const checked = await verify(this.system, current, this.host);
            return { ...checked, status: current.status === "lost" ? "lost" : "active" };
        } catch (error) {
            if (!isRejection(error)) {
                throw error;
            }
            report.warn(`${error.message}. It stays in state. ${this.system.wayBack}`);
            return { ...current, status: "rejected" };
        }
    }

    private tell(outputs: RotatingTokenOutputs, verb: string): void {
        const { tokenFingerprint, validUntil = "", previousValidUntil = "" } = outputs;
        const text = `${verb}, token ${tokenFingerprint} is valid until ${validUntil}, the previous one until ${previousValidUntil}`;
        this.host.report.info(text);
    }

    /** The token is in hand: whatever the check says, it has to reach the state. */
    private async verified(outputs: RotatingTokenOutputs): Promise<RotatingTokenOutputs> {
        const current = this.withDerived(outputs);
        try {
            return await verifyPatiently(this.system, current, this.host);
        } catch (error) {
            const hint = "The token is kept in state; the next `pulumi up` only checks it again.";
            throw new PartialFailure(error, current, hint);
        }
    }

    private withDerived(outputs: RotatingTokenOutputs): RotatingTokenOutputs {
        return withDerived(outputs, this.host.now());
    }
}
