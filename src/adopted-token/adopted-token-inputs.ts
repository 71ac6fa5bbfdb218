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

/** Whether one of the named inputs has another value. */
export function differ(olds: object, news: object, names: readonly string[]): boolean {
    const [before, after] = [olds, news] as Record<string, unknown>[];
    return names.some((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]));
}

/** Says what is wrong with reminders as a whole, if anything. */
export function reminderProblem({
    maxAge,
    remindBefore = `${DEFAULT_REMIND_BEFORE / DAY}d`,
}: Pick<AdoptedTokenInputs, "remindBefore" | "maxAge">): string | undefined {
    const [age, ahead] = [parseDuration(maxAge ?? ""), parseDuration(remindBefore)];
    return age === undefined || ahead === undefined || age > ahead
        ? undefined
        : `"${maxAge ?? ""}" is no more than remindBefore (${remindBefore}): every token would be due as soon as it is given`;
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
