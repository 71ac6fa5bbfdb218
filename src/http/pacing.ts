import { ApiTokenError } from "../base/errors";
import { formatTime } from "../base/time";
import { LONGEST_PATIENCE } from "./http-options";
import type { RateLimitStanding } from "./rate-limit";

/** What pacing takes from outside. */
export interface PacingContext {
    readonly now: () => number;
    readonly wait: (milliseconds: number) => Promise<void>;
    /** What the limit is called in messages. */
    readonly rateLimit: string;
    /** The longest pause, in milliseconds. */
    readonly longestWait: number;
    /** Tells the person at the terminal why nothing happens. */
    readonly announce: (text: string) => void;
}

/**
 * Keeps to a server's rate limit: no more requests are under way than the last answers say are left, and the next one
 * waits for the next window.
 *
 * Which organisation a token belongs to is not known, so all tokens of an endpoint count together: with several
 * organisations the one with the least left holds.
 */
export class Pacing {
    private standing: RateLimitStanding | undefined;
    private underWay = 0;
    /** How far the server's clock is ahead of this one, at least: its `Date` has no parts of a second. */
    private ahead = -Infinity;
    private announced = -Infinity;
    private queue: (() => void)[] = [];

    constructor(private readonly context: PacingContext) {}

    /** Sends a request when its turn has come. Throws `ERR_RATE_LIMITED`, and does not send it, when that takes too long. */
    async run<T>(
        send: () => Promise<T>,
        standingOf: (result: T) => RateLimitStanding | undefined,
    ): Promise<T> {
        await this.turn();
        try {
            const result = await send();
            this.note(standingOf(result));
            return result;
        } finally {
            this.underWay--;
            // Whoever asked reads the answer first: it may say that the token is not to be sent again.
            if (this.queue.length > 0) {
                setImmediate(() => {
                    this.wake();
                });
            }
        }
    }

    private async turn(): Promise<void> {
        for (let left = this.left(); left <= this.underWay; left = this.left()) {
            await (left === 0 ? this.nextWindow() : this.someAnswer());
        }
        // Taken at once: of all who wait for the same answer, the next one must see it.
        this.underWay++;
    }

    /** How many requests may be under way. Before the first answer, one goes ahead to learn how many are left. */
    private left(): number {
        const { standing } = this;
        if (standing === undefined) {
            return 1;
        }
        return this.serverTime() >= standing.reset ? standing.limit : standing.remaining;
    }

    private serverTime(): number {
        return this.context.now() + (Number.isFinite(this.ahead) ? this.ahead : 0);
    }

    private note(news: RateLimitStanding | undefined): void {
        if (news === undefined) {
            return;
        }
        this.ahead = Math.max(this.ahead, news.serverTime - this.context.now());
        const { standing } = this;
        // Answers may overtake each other: within a window the least that any of them says holds.
        if (standing === undefined || news.reset > standing.reset) {
            this.standing = news;
        } else if (news.reset === standing.reset && news.remaining < standing.remaining) {
            this.standing = news;
        }
    }

    private someAnswer(): Promise<void> {
        return new Promise((resolve) => {
            this.queue.push(resolve);
        });
    }

    private wake(): void {
        const { queue } = this;
        this.queue = [];
        for (const go of queue) {
            go();
        }
    }

    private async nextWindow(): Promise<void> {
        const { announce, rateLimit, wait } = this.context;
        const reset = this.standing?.reset ?? 0;
        const pause = reset - this.serverTime();
        if (pause > this.context.longestWait) {
            throw tooLong(pause, this.context);
        }
        if (this.announced < reset) {
            this.announced = reset;
            announce(`waiting ${Math.ceil(pause / 1000)} s for ${rateLimit}`);
        }
        await wait(pause);
    }
}

/** The last instant that a date can hold: a server may name a later one. */
const END_OF_TIME = 8.64e15;

const MINUTE = 60_000;

function tooLong(pause: number, { longestWait, now, rateLimit }: PacingContext): ApiTokenError {
    const end = formatTime(Math.min(Math.ceil((now() + pause) / 1000) * 1000, END_OF_TIME));
    const minutes = Math.ceil(pause / MINUTE);
    const allowed = (minutes + 1) * MINUTE;
    const wayOut =
        allowed > LONGEST_PATIENCE
            ? ""
            : `, or raise it: \`pulumi config set pulumi-api-tokens:rateLimitWait ${minutes + 1}m\``;
    return new ApiTokenError(
        "ERR_RATE_LIMITED",
        `${rateLimit} is exceeded until ${end}, longer than rateLimitWait (${longestWait / 1000} s). ` +
            `Run again then, in ${minutes} min${wayOut}`,
    );
}
