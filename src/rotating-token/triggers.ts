import { createHmac } from "node:crypto";

/** The values of a policy's triggers, by key. */
export type Triggers = Readonly<Record<string, string>>;

/**
 * What a token was issued for, as it is kept in state until the program's own triggers are recorded: marks of the
 * triggers' values, which tell nothing to whoever does not have the token.
 *
 * @param earlier - what the tokens before it were issued for, where no state has had them
 */
export function markTriggers(triggers: Triggers, token: string, earlier: readonly Triggers[] = []): Triggers {
    const mark = (value: string) => createHmac("sha256", token).update(value).digest("hex").slice(0, 12);
    const marks = new Map<string, Set<string>>();
    for (const [key, value] of [...earlier, triggers].flatMap((all) => Object.entries(all))) {
        marks.set(key, (marks.get(key) ?? new Set()).add(mark(value)));
    }
    return Object.fromEntries([...marks].map(([key, values]) => [key, [...values].join(" ")]));
}

/** The keys whose values a token was issued for, or one before it. */
export function satisfiedBy(marks: Triggers | undefined, triggers: Triggers, token: string): string[] {
    const now = Object.entries(markTriggers(triggers, token));
    const isMarked = (key: string, mark: string) =>
        Object.hasOwn(marks ?? {}, key) && marks?.[key]?.split(" ").includes(mark) === true;
    return now.filter(([key, mark]) => isMarked(key, mark)).map(([key]) => key);
}

/** The keys that were there before and have another value now. */
export function changedTriggers(before: Triggers, now: Triggers): string[] {
    return Object.keys(before).filter((key) => Object.hasOwn(now, key) && before[key] !== now[key]);
}

/** The values now, but of some keys those of before: a change that has not been followed yet stays a change. */
export function keepingOld(before: Triggers, now: Triggers, keys: readonly string[]): Triggers {
    const entries = Object.entries(now);
    return Object.fromEntries(
        entries.map(([key, value]) => [key, keys.includes(key) ? (before[key] ?? value) : value]),
    );
}
