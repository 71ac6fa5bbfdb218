import { DAY, parseDuration } from "../base/duration";
import type { ReminderPolicy } from "../decision/token-state";

const DEFAULT_GRACE_PERIOD = 14 * DAY;
const DEFAULT_REMIND_BEFORE = 30 * DAY;

/** What every adopted token takes, as it reaches the provider and is kept in state. */
export interface AdoptedTokenInputs {
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

/** Fills in the defaults: `remindBefore` 30 days, no `maxAge`. */
export function toPolicy({
    remindBefore,
    maxAge,
}: Pick<AdoptedTokenInputs, "remindBefore" | "maxAge">): ReminderPolicy {
    const age = parseDuration(maxAge ?? "");
    return {
        remindBefore: parseDuration(remindBefore ?? "") ?? DEFAULT_REMIND_BEFORE,
        ...(age === undefined ? {} : { maxAge: age }),
    };
}
