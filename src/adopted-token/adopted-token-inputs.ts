import { DAY, parseDuration } from "../lifecycle/duration";
import type { RotationPolicy } from "../lifecycle/token-state";

const DEFAULT_GRACE_PERIOD = 14 * DAY;
const DEFAULT_REMIND_BEFORE = 30 * DAY;

/** What every adopted token takes, as it reaches the provider and is kept in state. */
export interface AdoptedTokenInputs {
    readonly __provider?: string;
    /** For messages: the engine tells a dynamic provider no name. */
    readonly resourceName: string;
    readonly token: string;
    readonly gracePeriod?: string;
    readonly validUntil?: string;
    readonly maxAge?: string;
    readonly remindBefore?: string;
    readonly onDue?: "warn" | "fail";
    readonly verify?: boolean;
}

/** For how long the previous token is kept after a swap: milliseconds. */
export function gracePeriodOf({ gracePeriod }: Pick<AdoptedTokenInputs, "gracePeriod">): number {
    return parseDuration(gracePeriod ?? "") ?? DEFAULT_GRACE_PERIOD;
}

/** Reminders as a policy: what `beforeExpiry` is to a token that rotates, `remindBefore` is to one that a person replaces. */
export function toPolicy({
    remindBefore,
    maxAge,
}: Pick<AdoptedTokenInputs, "remindBefore" | "maxAge">): RotationPolicy {
    const every = parseDuration(maxAge ?? "");
    return {
        beforeExpiry: parseDuration(remindBefore ?? "") ?? DEFAULT_REMIND_BEFORE,
        ...(every === undefined ? {} : { every }),
        triggers: {},
        duringOverlap: "fail",
    };
}
