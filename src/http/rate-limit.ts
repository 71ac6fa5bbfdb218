import type { HttpAnswer } from "./http-client";
import { dateOf } from "./server-time";

/** Where a client stands with a server's rate limit, as an answer tells it. */
export interface RateLimitStanding {
    /** Requests in each window. */
    readonly limit: number;
    /** Requests that are left in this one. */
    readonly remaining: number;
    /** When the next window begins by the server's clock: milliseconds since 1970. */
    readonly reset: number;
    /** What the server's clock showed at least, when the answer arrived: milliseconds since 1970. */
    readonly serverTime: number;
}

/**
 * Reads `X-Organization-Rate-Limit-Limit`, `-Remaining` and `-Reset`, and of a 429 its `Retry-After`, which takes
 * precedence. Nothing when the answer tells nothing. Without a `Date` the clock here counts.
 *
 * Source of the headers: the description of rate limits in the ThousandEyes API v7 documents.
 */
export function readStanding(answer: HttpAnswer, now: number): RateLimitStanding | undefined {
    const serverTime = dateOf(answer) ?? now;
    const [given, remaining, reset] = ["limit", "remaining", "reset"].map((name) =>
        wholeNumber(answer.header(`x-organization-rate-limit-${name}`)),
    );
    // With no requests in any window nobody would ever be let through.
    const limit = given === 0 ? undefined : given;
    const pause =
        answer.status === 429 ? readRetryAfter(answer.header("retry-after"), serverTime) : undefined;
    if (pause !== undefined) {
        return { limit: limit ?? Infinity, remaining: 0, reset: serverTime + pause, serverTime };
    }
    return limit === undefined || remaining === undefined || reset === undefined
        ? undefined
        : { limit, remaining, reset: reset * 1000, serverTime };
}

/** Seconds, or a date; in milliseconds from now. */
function readRetryAfter(text: string | undefined, serverTime: number): number | undefined {
    const seconds = wholeNumber(text);
    if (seconds !== undefined) {
        return seconds * 1000;
    }
    const date = Date.parse(text ?? "");
    return Number.isNaN(date) ? undefined : Math.max(0, date - serverTime);
}

function wholeNumber(text: string | undefined): number | undefined {
    return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

const MINUTE = 60_000;

/** Counts requests itself, for a server that limits them and says nothing of it in its answers. */
export class CountedLimit {
    private sent: number[] = [];

    /** @param limit requests in any minute; `Infinity` for a server without a limit */
    constructor(private readonly limit: number) {}

    count(now: number): void {
        if (this.limit !== Infinity) {
            this.sent = [...this.sent.filter((time) => time > now - MINUTE), now];
        }
    }

    /** Nothing of a server without a limit. How the server cuts its minutes is not known: the next one begins after the last request. */
    standing(now: number): RateLimitStanding | undefined {
        const last = this.sent.at(-1) ?? now;
        return this.limit === Infinity
            ? undefined
            : {
                  limit: this.limit,
                  remaining: Math.max(0, this.limit - this.sent.length),
                  reset: last + MINUTE,
                  serverTime: now,
              };
    }
}
