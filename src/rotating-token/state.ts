import { ApiTokenError } from "../base/errors";
import { fingerprint } from "../base/fingerprint";
import { formatTime, parseTime } from "../base/time";
import { rotatesAfter } from "../decision/causes";
import type { RotatingTokenState, TokenStatus } from "../decision/token-state";
import { type RotatingTokenInputs, type RotationInputs, toPolicy } from "./inputs";
import { markTriggers, type Triggers } from "./triggers";

/** The outputs in state: the public ones, what later decisions compare with, and those of the system's own. Times are ISO 8601. */
export interface RotatingTokenOutputs {
    readonly rotation?: RotationInputs;
    readonly bootstrapFingerprint: string;
    readonly rotationPending?: true;
    /** The token is the pasted one: the program may still say when it ends. */
    readonly adopted?: true;
    /** What the token was issued for, where that is not what is recorded: another run's program may ask for it. */
    readonly issuedFor?: Triggers;
    /** The token's end as it was before the token was called lost; empty when it was not known. */
    readonly endBeforeLoss?: string;

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

/** A token that was issued in the place of another one. */
export interface NewToken {
    readonly token: string;
    readonly issuedAt: number;
    readonly validUntil: number;
    /** What it was asked for, if that is known. */
    readonly triggers?: Triggers;
    /** The same for the tokens between the current one and this one, which no state has had. */
    readonly earlier?: readonly Triggers[];
}

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

/**
 * When the token was issued, at the latest: milliseconds since 1970. A state of 0.1.0 has the time of the machine that
 * wrote it, which may have been wrong; the end of a token that was issued is the API's own.
 */
export function latestIssue(
    { issuedAt, validUntil, adopted }: RotatingTokenOutputs,
    lifetime: number,
): number {
    const noted = parseTime(issuedAt) ?? 0;
    const end = parseTime(validUntil);
    return adopted || end === undefined ? noted : Math.max(noted, end - lifetime);
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

/** Whether a token is one that this state is made from, or holds. */
export function isKnownTo(outputs: RotatingTokenOutputs, token: string): boolean {
    const { bootstrapFingerprint, tokenFingerprint, previousToken } = outputs;
    return [bootstrapFingerprint, tokenFingerprint].includes(fingerprint(token)) || token === previousToken;
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
    { token, issuedAt, validUntil, triggers, earlier }: NewToken,
    overlap: number,
): RotatingTokenOutputs {
    const { rotationPending: _, adopted: __, issuedFor: ___, endBeforeLoss: ____, ...kept } = outputs;
    // Rounded up: a rotation within the last second of the overlap would be answered 409.
    const overlapEnd = Math.ceil((issuedAt + overlap) / 1000) * 1000;
    return {
        ...(kept as RotatingTokenOutputs),
        token,
        tokenFingerprint: fingerprint(token),
        issuedAt: formatTime(issuedAt),
        validUntil: formatTime(validUntil),
        previousToken: outputs.token,
        previousValidUntil: formatTime(Math.min(overlapEnd, endOf(outputs))),
        status: "active",
        ...(triggers === undefined ? {} : { issuedFor: markTriggers(triggers, token, earlier) }),
    };
}

/** A token whose newer one is held by nobody: it ends at the deadline. */
export function lose(outputs: RotatingTokenOutputs, deadline: number): RotatingTokenOutputs {
    const endBeforeLoss = outputs.endBeforeLoss ?? outputs.validUntil ?? "";
    return { ...outputs, status: "lost", validUntil: formatTime(deadline), endBeforeLoss };
}

/** A token that works. One that was called lost is not, when it works after the end that this gave it. */
export function alive(outputs: RotatingTokenOutputs, seenAt: number): RotatingTokenOutputs {
    if (outputs.status !== "lost") {
        return { ...outputs, status: "active" };
    }
    if (seenAt <= endOf(outputs)) {
        return outputs;
    }
    const { endBeforeLoss, validUntil: _, ...kept } = outputs;
    const end = endBeforeLoss === undefined || endBeforeLoss === "" ? {} : { validUntil: endBeforeLoss };
    return { ...(kept as RotatingTokenOutputs), ...end, status: "active" };
}

/** The named inputs, as far as they are there. */
export function only(inputs: RotatingTokenInputs, names: readonly string[]): Record<string, unknown> {
    return Object.fromEntries(Object.entries(inputs).filter(([name]) => names.includes(name)));
}
