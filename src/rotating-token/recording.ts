import { fingerprint } from "../base/fingerprint";
import { formatTime, parseTime } from "../base/time";
import type { RotationDecision } from "../decision/rotation";
import type { RotationRequest } from "../decision/token-state";
import { type RotatingTokenInputs, toPolicy } from "./inputs";
import { only, type RotatingTokenOutputs } from "./state";
import { changedTriggers, keepingOld, satisfiedBy } from "./triggers";

/** Reads from inputs what the deciding function needs. */
export function toRequest(
    olds: RotatingTokenOutputs,
    news: RotatingTokenInputs,
    recordedInputs: readonly string[],
    isRenamed: boolean,
): RotationRequest {
    const recorded = record(olds, news, recordedInputs, { action: "none" });
    const policy = toPolicy(news.rotation);
    return {
        ...(news.bootstrapToken === undefined
            ? {}
            : { bootstrapFingerprint: fingerprint(news.bootstrapToken) }),
        policy,
        satisfiedTriggers: satisfiedBy(olds.issuedFor, policy.triggers, olds.token),
        otherChanges:
            isRenamed ||
            olds.issuedFor !== undefined ||
            ["validUntil", ...recordedInputs].some((name) => recorded[name] !== olds[name]),
    };
}

/** The outputs with everything taken over from the inputs that later decisions compare with. The token stays. */
export function record(
    olds: RotatingTokenOutputs,
    news: RotatingTokenInputs,
    recordedInputs: readonly string[],
    decision: RotationDecision,
): RotatingTokenOutputs {
    const { rotation: _, rotationPending, issuedFor: __, ...kept } = olds;
    const validUntil = olds.adopted && olds.status !== "lost" ? parseTime(news.validUntil) : undefined;
    // What is asked for and does not happen now stays asked for.
    const isPending = decision.action === "record" ? decision.rotationPending : rotationPending === true;
    return {
        ...(kept as RotatingTokenOutputs),
        ...only(news, recordedInputs),
        ...(news.rotation === undefined ? {} : { rotation: news.rotation }),
        ...(news.bootstrapToken === undefined
            ? {}
            : { bootstrapFingerprint: fingerprint(news.bootstrapToken) }),
        ...(validUntil === undefined ? {} : { validUntil: formatTime(validUntil) }),
        ...(isPending ? { rotationPending: true } : {}),
    };
}

/** What is recorded with a new token. */
export interface RecordedSuccession {
    readonly outputs: RotatingTokenOutputs;
    /** Triggers that have changed since the new token was asked for. */
    readonly stillAsked: readonly string[];
}

/**
 * The same with a new token in its place. Of the triggers only those count as followed that it was asked for; the
 * others stay as they were recorded, so that the next run finds them changed.
 */
export function recordSuccession(
    olds: RotatingTokenOutputs,
    successor: RotatingTokenOutputs,
    news: RotatingTokenInputs,
    recordedInputs: readonly string[],
): RecordedSuccession {
    const outputs = record(successor, news, recordedInputs, { action: "none" });
    const { triggers } = toPolicy(news.rotation);
    const before = toPolicy(olds.rotation).triggers;
    const { issuedFor, token } = successor;
    const satisfied = satisfiedBy(issuedFor, triggers, token);
    const stillAsked =
        issuedFor === undefined
            ? []
            : changedTriggers(before, triggers).filter((key) => !satisfied.includes(key));
    if (stillAsked.length === 0) {
        return { outputs, stillAsked };
    }
    const rotation = { ...news.rotation, triggers: keepingOld(before, triggers, stillAsked) };
    // Kept, for another program than this one may ask for just what the token was issued for.
    return { outputs: { ...outputs, rotation, ...(issuedFor && { issuedFor }) }, stillAsked };
}

/**
 * A new resource with its first token. It records its triggers for the first time, and none of them calls for a
 * rotation. What the token was asked for stays known when that is something else: another run may ask for it.
 */
export function recordCreation(
    outputs: RotatingTokenOutputs,
    news: RotatingTokenInputs,
): RotatingTokenOutputs {
    const { issuedFor, ...kept } = outputs;
    const { triggers } = toPolicy(news.rotation);
    const satisfied = satisfiedBy(issuedFor, triggers, outputs.token);
    return satisfied.length === Object.keys(triggers).length ? kept : outputs;
}
