import { SimulatorError } from "./errors";

/** What of the clock is kept in the state file. */
export interface ClockState {
    /** Simulated time minus real time, in milliseconds, while the clock runs. */
    offsetMs: number;
    /** The time at which the clock stands still (ISO 8601), or null while it runs. */
    frozenAt: string | null;
}

/** The simulator's clock: runs on with real time from wherever it was set, or stands still when frozen. */
export class SimulatorClock {
    /** @param realNow - real time in milliseconds since 1970, such as `Date.now`. */
    constructor(
        private readonly realNow: () => number,
        private state: ClockState = { offsetMs: 0, frozenAt: null },
    ) {}

    /** Simulated time. */
    now(): Date {
        const { frozenAt, offsetMs } = this.state;
        return frozenAt === null ? new Date(this.realNow() + offsetMs) : new Date(frozenAt);
    }

    /** Whether the clock stands still. */
    get frozen(): boolean {
        return this.state.frozenAt !== null;
    }

    /** Sets the time (default: unchanged) and whether the clock stands still (default: unchanged). */
    set(now: Date = this.now(), frozen: boolean = this.frozen): void {
        if (Number.isNaN(now.getTime())) {
            throw new SimulatorError(
                "The clock cannot be set to that time: it is beyond what a date can hold.",
            );
        }
        this.state = {
            offsetMs: now.getTime() - this.realNow(),
            frozenAt: frozen ? now.toISOString() : null,
        };
    }

    /** Moves the clock forward by so many milliseconds. */
    advance(milliseconds: number): void {
        this.set(new Date(this.now().getTime() + milliseconds));
    }

    /** What to keep so that the clock survives a restart. */
    snapshot(): ClockState {
        return { ...this.state };
    }
}

/** A time as APIs write it: ISO 8601, UTC, whole seconds. */
export function isoSeconds(time: Date): string {
    return time.toISOString().replace(/\.\d+Z$/, "Z");
}

/** A point in time from ISO 8601 text; a date without a time is midnight UTC. */
export function parseTime(text: string): Date {
    const time = new Date(text);
    if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(time.getTime())) {
        throw new SimulatorError(`"${text}" is not an ISO 8601 time. Write it like 2030-01-31T12:00:00Z.`);
    }
    return time;
}
