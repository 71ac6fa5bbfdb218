import { DAY, parseDuration } from "../lifecycle/duration";
import type { RotationPolicy } from "../lifecycle/token-state";

/** How long a regenerated token lives: 2 years. Source: the description of `regenerateApiToken`, API v7. */
export const TOKEN_LIFETIME = 730 * DAY;

/** How long the previous token lives on at most: 14 days. Source: the description of `regenerateApiToken`, API v7. */
export const OVERLAP = 14 * DAY;

const DEFAULT_BEFORE_EXPIRY = 60 * DAY;

/** `rotation` as the program writes it. */
export interface RotationInputs {
    readonly beforeExpiry?: string;
    readonly every?: string;
    readonly triggers?: Readonly<Record<string, string>>;
    readonly duringOverlap?: "fail" | "defer";
}

/** The inputs of an `ApiToken` as they reach the provider and are kept in state. */
export interface ApiTokenInputs {
    readonly __provider?: string;
    /** For messages: the engine tells a dynamic provider no name. */
    readonly resourceName: string;
    readonly bootstrapToken?: string;
    readonly onCreate?: "regenerate" | "adopt";
    readonly validUntil?: string;
    readonly rotation?: RotationInputs;
    /** Filled in by `check`. */
    readonly apiEndpoint?: string;
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
