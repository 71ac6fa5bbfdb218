const windowMs = 60_000;
const limit = 240;

/** Where an organisation stands with its requests after one more of them. */
export interface RateLimitStanding {
    allowed: boolean;
    /** The `X-Organization-Rate-Limit-…` headers of the answer; Reset is a Unix time in seconds. */
    headers: Readonly<Record<string, string>>;
}

/** Counts the requests of each organisation: 240 in each minute of the clock. */
export class OrganisationRateLimit {
    private readonly windows = new Map<string, { start: number; count: number }>();

    /** Counts one request of this organisation. */
    take(orgId: string, now: Date): RateLimitStanding {
        const start = Math.floor(now.getTime() / windowMs) * windowMs;
        const previous = this.windows.get(orgId);
        const count = (previous?.start === start ? previous.count : 0) + 1;
        this.windows.set(orgId, { start, count });
        return {
            allowed: count <= limit,
            headers: {
                "X-Organization-Rate-Limit-Limit": String(limit),
                "X-Organization-Rate-Limit-Remaining": String(Math.max(0, limit - count)),
                "X-Organization-Rate-Limit-Reset": String((start + windowMs) / 1000),
            },
        };
    }
}
