import { fingerprint } from "../base/fingerprint";
import { formatTime, parseTime } from "../base/time";
import type { RotationDecision } from "../decision/rotation";
import type { RotationRequest } from "../decision/token-state";
import { type RotatingTokenInputs, toPolicy } from "./inputs";
import { only, type RotatingTokenOutputs } from "./state";
import { changedTriggers, keepingOld, satisfiedBy, type Triggers } from "./triggers";

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
    const { rotation: _, rotationPending, issuedFor, ...kept } = olds;
    const { triggers } = toPolicy(news.rotation);
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
        ...(issuedFor === undefined || isForAll(issuedFor, triggers, olds.token) ? {} : { issuedFor }),
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
    const rotation = { ...news.rotation, triggers: keepingOld(before, triggers, stillAsked) };
    return { outputs: stillAsked.length === 0 ? outputs : { ...outputs, rotation }, stillAsked };
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
    return isForAll(issuedFor, triggers, outputs.token) ? kept : outputs;
}

/** Else it stays known what a token was issued for: another program than this one may ask for just that. */
function isForAll(issuedFor: Triggers | undefined, triggers: Triggers, token: string): boolean {
    return satisfiedBy(issuedFor, triggers, token).length === Object.keys(triggers).length;
}
