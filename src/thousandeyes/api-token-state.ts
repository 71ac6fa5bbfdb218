import { ApiTokenError } from "../errors";
import { fingerprint } from "../lifecycle/fingerprint";
import type { Decision } from "../lifecycle/rotation";
import { rotatesAfter } from "../lifecycle/rotation-causes";
import { formatTime, parseTime } from "../lifecycle/time";
import type { TokenRequest, TokenState, TokenStatus } from "../lifecycle/token-state";
import { type ApiTokenInputs, OVERLAP, type RotationInputs, toPolicy } from "./api-token-inputs";

/** The outputs of an `ApiToken` in state: the public ones, and what later decisions compare with. Times are ISO 8601. */
export interface ApiTokenOutputs {
    readonly __provider?: string;
    readonly resourceName: string;
    readonly apiEndpoint: string;
    readonly rotation?: RotationInputs;
    readonly bootstrapFingerprint: string;
    readonly rotationPending?: true;
    /** The token is the pasted one: the program may still say when it ends. */
    readonly adopted?: true;

    readonly token: string;
    readonly tokenFingerprint: string;
    readonly issuedAt: string;
    readonly validUntil?: string;
    readonly rotatesAfter?: string;
    readonly previousToken?: string;
    readonly previousValidUntil?: string;
    readonly userId: string;
    readonly loginAccountGroupId?: string;
    readonly status: TokenStatus;
}

/** When a token ends: milliseconds since 1970, or never as far as is known. */
export function endOf({ validUntil }: { readonly validUntil?: string }): number {
    return parseTime(validUntil ?? "") ?? Infinity;
}

/** Reads from state what the deciding function needs. */
export function toTokenState(outputs: ApiTokenOutputs): TokenState {
    const validUntil = parseTime(outputs.validUntil ?? "");
    const previousValidUntil = parseTime(outputs.previousValidUntil ?? "");
    return {
        status: outputs.status,
        fingerprint: outputs.tokenFingerprint,
        issuedAt: parseTime(outputs.issuedAt) ?? 0,
        ...(validUntil === undefined ? {} : { validUntil }),
        ...(outputs.previousToken === undefined
            ? {}
            : { previousFingerprint: fingerprint(outputs.previousToken) }),
        ...(previousValidUntil === undefined ? {} : { previousValidUntil }),
        bootstrapFingerprint: outputs.bootstrapFingerprint,
        policy: toPolicy(outputs.rotation),
        rotationPending: outputs.rotationPending === true,
    };
}

/** Brings the outputs that follow from others up to date: drops a previous token whose end has passed, and sets `rotatesAfter`. */
export function settle(outputs: ApiTokenOutputs, now: number): ApiTokenOutputs {
    const { rotatesAfter: _, previousToken, previousValidUntil, ...kept } = outputs;
    const end = parseTime(previousValidUntil ?? "");
    const settled: ApiTokenOutputs =
        previousToken === undefined || previousValidUntil === undefined || end === undefined || end < now
            ? kept
            : { ...kept, previousToken, previousValidUntil };
    const due = rotatesAfter(toTokenState(settled), toPolicy(settled.rotation));
    return due === undefined ? settled : { ...settled, rotatesAfter: formatTime(due) };
}

/** The pasted token as the current one. Whose it is has to be asked for. */
export function fromBootstrap(inputs: ApiTokenInputs, now: number): ApiTokenOutputs {
    const { __provider, resourceName, bootstrapToken, rotation } = inputs;
    if (bootstrapToken === undefined) {
        throw new ApiTokenError("ERR_NO_TOKEN", "a new token needs bootstrapToken");
    }
    const validUntil = parseTime(inputs.validUntil ?? "");
    const mark = fingerprint(bootstrapToken);
    return {
        ...(__provider === undefined ? {} : { __provider }),
        resourceName,
        apiEndpoint: endpointOf(inputs),
        ...(rotation === undefined ? {} : { rotation }),
        bootstrapFingerprint: mark,
        token: bootstrapToken,
        tokenFingerprint: mark,
        issuedAt: formatTime(now),
        ...(validUntil === undefined ? {} : { validUntil: formatTime(validUntil) }),
        adopted: true,
        userId: "",
        status: "active",
    };
}

/** Puts a successor in the place of the current token, which becomes the previous one for the overlap. */
export function succeed(
    outputs: ApiTokenOutputs,
    successor: { token: string; issuedAt: number; validUntil: number },
): ApiTokenOutputs {
    const { rotationPending: _, adopted: __, ...kept } = outputs;
    const ownEnd = endOf(outputs);
    // Rounded up: a rotation within the last second of the overlap would be answered 409.
    const overlapEnd = Math.ceil((successor.issuedAt + OVERLAP) / 1000) * 1000;
    return {
        ...kept,
        token: successor.token,
        tokenFingerprint: fingerprint(successor.token),
        issuedAt: formatTime(successor.issuedAt),
        validUntil: formatTime(successor.validUntil),
        previousToken: outputs.token,
        previousValidUntil: formatTime(Math.min(overlapEnd, ownEnd)),
        status: "active",
    };
}

/** The endpoint that `check` filled in. */
export function endpointOf(inputs: ApiTokenInputs): string {
    if (inputs.apiEndpoint === undefined) {
        throw new ApiTokenError("ERR_INTERNAL", "the inputs have no endpoint: check did not run");
    }
    return inputs.apiEndpoint;
}

/** Reads from inputs what the deciding function needs. */
export function toRequest(olds: ApiTokenOutputs, news: ApiTokenInputs): TokenRequest {
    const recorded = record(olds, news, { action: "none" });
    return {
        ...(news.bootstrapToken === undefined
            ? {}
            : { bootstrapFingerprint: fingerprint(news.bootstrapToken) }),
        policy: toPolicy(news.rotation),
        otherChanges: (["resourceName", "apiEndpoint", "validUntil"] as const).some(
            (key) => recorded[key] !== olds[key],
        ),
    };
}

/** The outputs with everything taken over from the inputs that later decisions compare with. The token stays. */
export function record(olds: ApiTokenOutputs, news: ApiTokenInputs, decision: Decision): ApiTokenOutputs {
    const { rotation: _, rotationPending: __, ...kept } = olds;
    const validUntil = olds.adopted ? parseTime(news.validUntil ?? "") : undefined;
    return {
        ...kept,
        ...(news.__provider === undefined ? {} : { __provider: news.__provider }),
        resourceName: news.resourceName,
        apiEndpoint: endpointOf(news),
        ...(news.rotation === undefined ? {} : { rotation: news.rotation }),
        ...(news.bootstrapToken === undefined
            ? {}
            : { bootstrapFingerprint: fingerprint(news.bootstrapToken) }),
        ...(validUntil === undefined ? {} : { validUntil: formatTime(validUntil) }),
        ...(decision.action === "record" && decision.rotationPending ? { rotationPending: true } : {}),
    };
}
