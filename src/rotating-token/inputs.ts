import { DAY, parseDuration } from "../base/duration";
import type { RotationPolicy } from "../decision/token-state";

const DEFAULT_BEFORE_EXPIRY = 60 * DAY;

/** `rotation` as the program writes it. */
export interface RotationInputs {
    readonly beforeExpiry?: string;
    readonly every?: string;
    readonly triggers?: Readonly<Record<string, string>>;
    readonly duringOverlap?: "fail" | "defer";
}

/** The inputs of a token that rotates, as they reach the provider and are kept in state; with those of the system's own. */
export interface RotatingTokenInputs {
    readonly bootstrapToken?: string;
    readonly onCreate?: "regenerate" | "adopt";
    readonly validUntil?: string;
    readonly rotation?: RotationInputs;
    readonly [own: string]: unknown;
}

/** Fills in the defaults: `beforeExpiry` 60 days, no `every`, no triggers, `duringOverlap: "fail"`. */
export function toPolicy(rotation: RotationInputs = {}): RotationPolicy {
    const every = parseDuration(rotation.every ?? "");
    return {
        beforeExpiry: parseDuration(rotation.beforeExpiry ?? "") ?? DEFAULT_BEFORE_EXPIRY,
        ...(every === undefined ? {} : { every }),
        triggers: rotation.triggers ?? {},
        duringOverlap: rotation.duringOverlap ?? "fail",
    };
}
