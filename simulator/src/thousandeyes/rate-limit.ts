import { MinuteCount } from "../minute-count";

const limit = 240;

/** Where an organisation stands with its requests after one more of them. */
export interface RateLimitStanding {
    allowed: boolean;
    /** The `X-Organization-Rate-Limit-…` headers of the answer; Reset is a Unix time in seconds. */
    headers: Readonly<Record<string, string>>;
}

/** Counts the requests of each organisation: 240 in a minute from the first of them. */
export class OrganisationRateLimit {
    private readonly requests = new MinuteCount();

    /** Counts one request of this organisation. */
    take(orgId: string, now: Date): RateLimitStanding {
        const { count, end } = this.requests.take(orgId, now);
        return {
            allowed: count <= limit,
            headers: {
                "X-Organization-Rate-Limit-Limit": String(limit),
                "X-Organization-Rate-Limit-Remaining": String(Math.max(0, limit - count)),
                "X-Organization-Rate-Limit-Reset": String(Math.ceil(end / 1000)),
            },
        };
    }
}
