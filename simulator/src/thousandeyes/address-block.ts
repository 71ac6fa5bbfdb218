const windowMs = 3_600_000;
const threshold = 120;

/** Times of 401 answers (milliseconds since 1970) by source address. */
export type UnauthorizedTimes = Record<string, number[]>;

/** Whether this address got so many 401 answers within the last hour that all its requests are refused. */
export function isBlocked(times: UnauthorizedTimes, address: string, now: Date): boolean {
    return recent(times, address, now).length >= threshold;
}

/** The times after one more 401 answer to this address. */
export function countUnauthorized(times: UnauthorizedTimes, address: string, now: Date): UnauthorizedTimes {
    return { ...times, [address]: [...recent(times, address, now), now.getTime()] };
}

function recent(times: UnauthorizedTimes, address: string, now: Date): number[] {
    const end = now.getTime();
    return (times[address] ?? []).filter((time) => time > end - windowMs && time <= end);
}
