const minuteMs = 60_000;

/** Where a key stands after one more request. */
export interface MinuteStanding {
    /** How many requests it has sent in this minute, this one included. */
    count: number;
    /** When the minute ends, in milliseconds since 1970. */
    end: number;
}

/**
 * Counts the requests of each key, such as an organisation, in a minute that begins with the first of them, and not with
 * the clock's. Source: "Rate limits" in the ThousandEyes documentation for developers.
 */
export class MinuteCount {
    private readonly minutes = new Map<string, MinuteStanding>();

    /** Counts one request of this key. */
    take(key: string, now: Date): MinuteStanding {
        const time = now.getTime();
        const previous = this.minutes.get(key);
        // The clock may have been set back.
        const isOn = previous !== undefined && time < previous.end && time >= previous.end - minuteMs;
        const standing = isOn
            ? { count: previous.count + 1, end: previous.end }
            : { count: 1, end: time + minuteMs };
        this.minutes.set(key, standing);
        return standing;
    }
}
