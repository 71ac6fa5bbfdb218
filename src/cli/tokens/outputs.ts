import { attempt } from "../../base/attempt";
import { parseTime } from "../../base/time";
import type { AdoptedTokenOutputs } from "../../adopted-token/state";
import type { RotationInputs } from "../../rotating-token/inputs";
import type { RotatingTokenOutputs } from "../../rotating-token/state";
import type { TokenStatus } from "../../decision/token-state";

/** What a state tells of a token that rotates, without what is secret. */
export type RotatingOutputs = RotatingTokenOutputs & {
    /** As the last run wrote it. */
    readonly nextAt?: number;
};

/** What a state tells of a token that a person makes, without what is secret. */
export type AdoptedOutputs = AdoptedTokenOutputs;

type Raw = Readonly<Record<string, unknown>>;

/** `undefined` for what is no token's state, as after a create that did not come to its end. */
export function rotatingOutputs(raw: Raw): RotatingOutputs | undefined {
    const common = commonOutputs(raw);
    const issuedAt = time(raw.issuedAt);
    if (common === undefined || issuedAt === undefined) {
        return undefined;
    }
    const nextAt = parseTime(time(raw.rotatesAfter));
    const rotation = rotationFrom(raw.rotation) ?? policyBehind(time(raw.validUntil), nextAt);
    return {
        ...common,
        ...times(raw, ["validUntil"]),
        issuedAt,
        token: "",
        bootstrapFingerprint: typeof raw.bootstrapFingerprint === "string" ? raw.bootstrapFingerprint : "",
        ...(raw.rotationPending === true ? { rotationPending: true } : {}),
        ...(rotation === undefined ? {} : { rotation }),
        ...(nextAt === undefined ? {} : { nextAt }),
    };
}

/** The same of a token that a person makes. */
export function adoptedOutputs(raw: Raw): AdoptedOutputs | undefined {
    const common = commonOutputs(raw);
    const adoptedAt = time(raw.adoptedAt);
    if (common === undefined || adoptedAt === undefined) {
        return undefined;
    }
    const earlier = Array.isArray(raw.earlierValidUntil) ? raw.earlierValidUntil : [];
    return {
        ...common,
        ...times(raw, ["validUntil", "expiresAt", "dueAt"]),
        ...texts(raw, ["remindBefore", "maxAge"]),
        adoptedAt,
        token: "",
        // The tokens before it are encrypted; how long each is kept is not.
        ...(common.previousValidUntil === undefined ? {} : { previousToken: "" }),
        earlierTokens: earlier.flatMap((end: unknown) => {
            const validUntil = time(end);
            return validUntil === undefined ? [] : [{ token: "", validUntil }];
        }),
    };
}

function commonOutputs(raw: Raw) {
    const { status, tokenFingerprint } = raw;
    return isStatus(status) && typeof tokenFingerprint === "string" && /^[0-9a-f]{12}$/.test(tokenFingerprint)
        ? { status, tokenFingerprint, ...times(raw, ["previousValidUntil"]) }
        : undefined;
}

function isStatus(status: unknown): status is TokenStatus {
    return status === "active" || status === "rejected" || status === "lost";
}

function time(value: unknown): string | undefined {
    return typeof value === "string" && parseTime(value) !== undefined ? value : undefined;
}

function times<N extends string>(raw: Raw, names: readonly N[]): Partial<Record<N, string>> {
    return texts(
        Object.fromEntries(Object.entries(raw).filter(([, value]) => time(value) !== undefined)),
        names,
    );
}

function texts<N extends string>(raw: Raw, names: readonly N[]): Partial<Record<N, string>> {
    const found = names
        .map((name) => [name, raw[name]] as const)
        .filter(([, value]) => typeof value === "string");
    return Object.fromEntries(found) as Partial<Record<N, string>>;
}

/** A value in it may be secret, and is missing then. */
function rotationFrom(value: unknown): RotationInputs | undefined {
    if (typeof value !== "object" || value === null) {
        return undefined;
    }
    const { duringOverlap } = value as Raw;
    return {
        ...texts(value as Raw, ["beforeExpiry", "every"]),
        ...(duringOverlap === "defer" ? { duringOverlap } : {}),
    };
}

/** A policy that is secret as a whole shows in when it says to rotate. */
function policyBehind(
    validUntil: string | undefined,
    nextAt: number | undefined,
): RotationInputs | undefined {
    const end = parseTime(validUntil);
    const hours = attempt(() => Math.round(((end ?? NaN) - (nextAt ?? NaN)) / 3_600_000)) ?? NaN;
    return hours > 0 && hours <= 99_999 ? { beforeExpiry: `${hours}h` } : undefined;
}
