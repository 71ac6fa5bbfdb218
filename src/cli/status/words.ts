import { describeDuration } from "../../base/duration";
import { printable } from "../../base/terminal-text";
import { formatTime } from "../../base/time";
import type { TokenSummary } from "../tokens/token-summary";

/** What stands where nothing is known. */
export const NOTHING = "—";

/** A stack as a person writes it: the organisation of a backend that has none says nothing. */
export function stackName(stack: string): string {
    return printable(stack.replace(/^organization\//, ""));
}

/** A token, and the stack that it is in. */
export function tokenName({ stack, name }: Pick<TokenSummary, "stack" | "name">): string {
    return `${stackName(stack)}/${printable(name)}`;
}

/** Until an instant, or since then. */
export function distance(instant: number, now: number): string {
    return instant <= now ? `${describeDuration(now - instant)} ago` : describeDuration(instant - now);
}

/** What comes next, and when. */
export function nextStep({ nextAt, rotates, condition }: TokenSummary, now: number): string {
    if (nextAt === undefined || ["expired", "lost"].includes(condition)) {
        return NOTHING;
    }
    const what = rotates ? "rotates" : "reminds";
    return nextAt <= now ? `${what} now` : `${what} ${formatTime(nextAt).slice(0, 10)}`;
}

/** A sentence begins with a capital letter, and ends with a stop. */
export function sentence(text: string): string {
    return stopped(text.slice(0, 1).toUpperCase() + text.slice(1));
}

/** What has no stop at its end is given one. */
export function stopped(text: string): string {
    return /[.!?:]$/.test(text) ? text : `${text}.`;
}

/** So many of something. */
export function counted(count: number, what: string): string {
    return `${count === 0 ? "no" : count} ${what}${count === 1 ? "" : "s"}`;
}
