import { ApiTokenError } from "../base/errors";
import { fingerprint } from "../base/fingerprint";
import { formatTime, parseTime } from "../base/time";
import { rotatesAfter } from "../decision/causes";
import type { RotationDecision } from "../decision/rotation";
import type { RotatingTokenState, RotationRequest, TokenStatus } from "../decision/token-state";
import { type RotatingTokenInputs, type RotationInputs, toPolicy } from "./inputs";

/** The outputs in state: the public ones, what later decisions compare with, and those of the system's own. Times are ISO 8601. */
export interface RotatingTokenOutputs {
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
    readonly status: TokenStatus;
    readonly [own: string]: unknown;
}

export type { TokenStatus };

/** When a token ends: milliseconds since 1970, or never as far as is known. */
export function endOf({ validUntil }: { readonly validUntil?: string }): number {
    return parseTime(validUntil) ?? Infinity;
}

/** Reads from state what the deciding function needs. */
export function toTokenState(outputs: RotatingTokenOutputs): RotatingTokenState {
    const validUntil = parseTime(outputs.validUntil);
    const previousValidUntil = parseTime(outputs.previousValidUntil);
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
export function withDerived(outputs: RotatingTokenOutputs, now: number): RotatingTokenOutputs {
    const { rotatesAfter: _, previousToken, previousValidUntil, ...kept } = outputs;
    const end = parseTime(previousValidUntil);
    const current = (
        previousToken === undefined || previousValidUntil === undefined || end === undefined || end < now
            ? kept
            : { ...kept, previousToken, previousValidUntil }
    ) as RotatingTokenOutputs;
    const due = rotatesAfter(toTokenState(current), toPolicy(current.rotation));
    return due === undefined ? current : { ...current, rotatesAfter: formatTime(due) };
}

/** The pasted token as the current one. Whose it is has to be asked for. */
export function fromBootstrap(
    inputs: RotatingTokenInputs,
    recordedInputs: readonly string[],
    now: number,
): RotatingTokenOutputs {
    const { bootstrapToken, rotation } = inputs;
    if (bootstrapToken === undefined) {
        throw new ApiTokenError("ERR_NO_TOKEN", "a new token needs bootstrapToken");
    }
    const validUntil = parseTime(inputs.validUntil);
    const mark = fingerprint(bootstrapToken);
    return {
        ...only(inputs, recordedInputs),
        ...(rotation === undefined ? {} : { rotation }),
        bootstrapFingerprint: mark,
        token: bootstrapToken,
        tokenFingerprint: mark,
        issuedAt: formatTime(now),
        ...(validUntil === undefined ? {} : { validUntil: formatTime(validUntil) }),
        adopted: true,
        status: "active",
    };
}

/** Puts a new token in the place of the current one, which becomes the previous one for the overlap. */
export function succeed(
    outputs: RotatingTokenOutputs,
    successor: { token: string; issuedAt: number; validUntil: number },
    overlap: number,
): RotatingTokenOutputs {
    const { rotationPending: _, adopted: __, ...kept } = outputs;
    const ownEnd = endOf(outputs);
    // Rounded up: a rotation within the last second of the overlap would be answered 409.
    const overlapEnd = Math.ceil((successor.issuedAt + overlap) / 1000) * 1000;
    return {
        ...(kept as RotatingTokenOutputs),
        token: successor.token,
        tokenFingerprint: fingerprint(successor.token),
        issuedAt: formatTime(successor.issuedAt),
        validUntil: formatTime(successor.validUntil),
        previousToken: outputs.token,
        previousValidUntil: formatTime(Math.min(overlapEnd, ownEnd)),
        status: "active",
    };
}

/** Reads from inputs what the deciding function needs. */
export function toRequest(
    olds: RotatingTokenOutputs,
    news: RotatingTokenInputs,
    recordedInputs: readonly string[],
    isRenamed: boolean,
): RotationRequest {
    const recorded = record(olds, news, recordedInputs, { action: "none" });
    return {
        ...(news.bootstrapToken === undefined
            ? {}
            : { bootstrapFingerprint: fingerprint(news.bootstrapToken) }),
        policy: toPolicy(news.rotation),
        otherChanges:
            isRenamed || ["validUntil", ...recordedInputs].some((name) => recorded[name] !== olds[name]),
    };
}

/** The outputs with everything taken over from the inputs that later decisions compare with. The token stays. */
export function record(
    olds: RotatingTokenOutputs,
    news: RotatingTokenInputs,
    recordedInputs: readonly string[],
    decision: RotationDecision,
): RotatingTokenOutputs {
    const { rotation: _, rotationPending: __, ...kept } = olds;
    const validUntil = olds.adopted ? parseTime(news.validUntil) : undefined;
    return {
        ...(kept as RotatingTokenOutputs),
        ...only(news, recordedInputs),
        ...(news.rotation === undefined ? {} : { rotation: news.rotation }),
        ...(news.bootstrapToken === undefined
            ? {}
            : { bootstrapFingerprint: fingerprint(news.bootstrapToken) }),
        ...(validUntil === undefined ? {} : { validUntil: formatTime(validUntil) }),
        ...(decision.action === "record" && decision.rotationPending ? { rotationPending: true } : {}),
    };
}

function only(inputs: RotatingTokenInputs, names: readonly string[]): Record<string, unknown> {
    return Object.fromEntries(Object.entries(inputs).filter(([name]) => names.includes(name)));
}
