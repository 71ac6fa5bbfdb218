import { ApiTokenError } from "../errors";
import { isRejection } from "../fresh-token";
import { decide, type Decision } from "../lifecycle/rotation";
import { formatTime } from "../lifecycle/time";
import { PartialFailure, toProviderError } from "../pulumi/provider-error";
import type { ApiTokenInputs } from "./api-token-inputs";
import {
    type ApiTokenOutputs,
    endOf,
    endpointOf,
    fromBootstrap,
    record,
    settle,
    toRequest,
    toTokenState,
} from "./api-token-state";
import type { ThousandEyesClient } from "./client";
import { Succession, type SuccessionContext, SuccessionFailure } from "./succession";
import { verify, verifyPatiently } from "./verification";
import { WAY_BACK } from "./way-back";

/** What the lifecycle takes from outside. */
export interface LifecycleContext extends SuccessionContext {
    /** Loaded at first use: a run in which nothing is sent loads no HTTP client. */
    client(endpoint: string): Promise<ThousandEyesClient>;
}

/** What becomes of a token when its resource is created, updated and refreshed. */
export class TokenLifecycle {
    private readonly succession: Succession;

    constructor(private readonly context: LifecycleContext) {
        this.succession = new Succession(context);
    }

    /** What is to be done now; preview and up both ask. */
    async decide(olds: ApiTokenOutputs, news: ApiTokenInputs): Promise<Decision> {
        const journal = await this.succession.view(olds.token);
        return decide(toTokenState(olds), toRequest(olds, news), this.context.now(), journal);
    }

    /** The token in this state has been saved: the journal need not keep it for this state any more. */
    settle(outputs: ApiTokenOutputs): Promise<void> {
        return this.succession.settle(outputs);
    }

    /** The first token: from the journal when it has one, else pasted, else the successor of the pasted one. */
    async create(inputs: ApiTokenInputs): Promise<ApiTokenOutputs> {
        const client = await this.context.client(endpointOf(inputs));
        const pasted = fromBootstrap(inputs, this.context.now());
        const recovered = await this.succession.recover(pasted);
        if (recovered !== pasted) {
            this.tell(recovered, "recovered from the journal, nothing was asked for");
            return settle(
                await verifyPatiently(client, recovered, (delay) => this.context.wait(delay)),
                this.context.now(),
            );
        }
        // Whose token it is must be known, and the token seen to work, before anything changes.
        const owned = await this.owned(client, pasted);
        if (inputs.onCreate === "adopt") {
            const end =
                owned.validUntil === undefined
                    ? "its end is not known, so only a trigger or rotation.every rotates it"
                    : `it is valid until ${owned.validUntil}`;
            const text = `adopted the pasted token ${owned.tokenFingerprint}: ${end}`;
            this.context.report.info(inputs.resourceName, text);
            return settle(owned, this.context.now());
        }
        const successor = await this.succession.obtain(owned);
        this.tell(successor, "created");
        return this.verified(client, successor);
    }

    private async owned(client: ThousandEyesClient, pasted: ApiTokenOutputs): Promise<ApiTokenOutputs> {
        try {
            return await verify(client, pasted);
        } catch (error) {
            throw isRejection(error) ? new ApiTokenError(error.code, `${error.message}. ${WAY_BACK}`) : error;
        }
    }

    /** Does what {@link decide} says. */
    async update(olds: ApiTokenOutputs, news: ApiTokenInputs): Promise<ApiTokenOutputs> {
        const decision = await this.decide(olds, news);
        const recorded = record(olds, news, decision);
        switch (decision.action) {
            case "rotate":
            case "join":
            case "recover":
                return this.succeeded(recorded, decision.action === "recover");
            case "record":
                return settle(recorded, this.context.now());
            case "none":
            case "wait": {
                // The engine calls update without a change after a partial failure only: the token is checked again.
                const client = await this.context.client(endpointOf(news));
                return this.verified(client, recorded);
            }
            case "refuse":
                throw new ApiTokenError(decision.code, refusal(decision));
            case "replace":
                throw new ApiTokenError(
                    "ERR_INTERNAL",
                    "an update was asked for where a replacement was announced",
                );
        }
    }

    private async succeeded(outputs: ApiTokenOutputs, fromJournal: boolean): Promise<ApiTokenOutputs> {
        try {
            const successor = await (fromJournal
                ? this.succession.recover(outputs)
                : this.succession.obtain(outputs));
            this.tell(successor, fromJournal ? "recovered from the journal" : "rotated");
            return await this.verified(await this.context.client(outputs.apiEndpoint), successor);
        } catch (error) {
            throw this.withStatus(outputs, error);
        }
    }

    /** A failure after which the token cannot be rotated is noted in the state, so that the next preview says so. */
    private withStatus(outputs: ApiTokenOutputs, error: unknown): unknown {
        if (!(error instanceof SuccessionFailure)) {
            return error;
        }
        const { code, message, lostWithDeadline } = error;
        if (code !== "ERR_TOKEN_LOST" && code !== "ERR_TOKEN_REJECTED") {
            return error;
        }
        const status: ApiTokenOutputs =
            lostWithDeadline === undefined
                ? { ...outputs, status: "rejected" }
                : { ...outputs, status: "lost", validUntil: formatTime(lostWithDeadline) };
        const text = `${outputs.resourceName}: ${message} [${code}]`;
        return new PartialFailure(
            outputs.resourceName,
            text,
            outputs.userId,
            settle(status, this.context.now()),
        );
    }

    /** Looks for a newer token in the journal, and asks whether the token works. */
    async refresh(props: ApiTokenOutputs): Promise<ApiTokenOutputs> {
        await this.settle(props);
        return settle(await this.refreshed(props), this.context.now());
    }

    private async refreshed(props: ApiTokenOutputs): Promise<ApiTokenOutputs> {
        const { report } = this.context;
        const current = await this.succession.recover(props);
        if (current !== props) {
            this.tell(current, "recovered from the journal: the state was older than the token");
        }
        if (endOf(current) <= this.context.now()) {
            report.warn(
                current.resourceName,
                `the token expired at ${current.validUntil ?? ""}. ${WAY_BACK}`,
            );
            return current;
        }
        try {
            const checked = await verify(await this.context.client(current.apiEndpoint), current);
            return { ...checked, status: current.status === "lost" ? "lost" : "active" };
        } catch (error) {
            if (!isRejection(error)) {
                throw error;
            }
            report.warn(current.resourceName, `${error.message}. It stays in state. ${WAY_BACK}`);
            return { ...current, status: "rejected" };
        }
    }

    private tell(
        { resourceName, tokenFingerprint, validUntil, previousValidUntil }: ApiTokenOutputs,
        verb: string,
    ): void {
        const ends = `token ${tokenFingerprint} is valid until ${validUntil ?? ""}, the one before it until ${previousValidUntil ?? ""}`;
        this.context.report.info(resourceName, `${verb}, ${ends}`);
    }

    /** The token is in hand: whatever the check says, it has to reach the state. */
    private async verified(client: ThousandEyesClient, outputs: ApiTokenOutputs): Promise<ApiTokenOutputs> {
        const settled = settle(outputs, this.context.now());
        try {
            return await verifyPatiently(client, settled, (delay) => this.context.wait(delay));
        } catch (error) {
            const { message } = toProviderError(settled.resourceName, error, [settled.token]);
            const hint = "The token is kept in state; the next `pulumi up` only checks it again.";
            throw new PartialFailure(settled.resourceName, `${message} ${hint}`, settled.userId, settled);
        }
    }
}

/** Why nothing is done, and the way on. */
export function refusal({ code, reason }: Extract<Decision, { action: "refuse" }>): string {
    return code === "ERR_OVERLAP" || code === "ERR_JOURNAL" ? reason : `${reason}. ${WAY_BACK}`;
}
