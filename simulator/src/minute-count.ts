const minuteMs = 60_000;

/** Where a key stands after one more request. */
export interface MinuteStanding {
    /** How many requests it has sent in this minute, this one included. */
    count: number;
    /** When the minute ends, in milliseconds since 1970. */
    end: number;
}

/** Counts the requests of each key, such as an organisation, in each minute of the clock. */
export class MinuteCount {
    private readonly minutes = new Map<string, MinuteStanding>();

    /** Counts one request of this key. */
    take(key: string, now: Date): MinuteStanding {
        const end = (Math.floor(now.getTime() / minuteMs) + 1) * minuteMs;
        const previous = this.minutes.get(key);
        const standing = { count: (previous?.end === end ? previous.count : 0) + 1, end };
        this.minutes.set(key, standing);
        return standing;
    }
}
