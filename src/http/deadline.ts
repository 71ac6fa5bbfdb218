/**
 * What is under way and ends when a signal says so. The signal itself gets one listener: each further one would cost half
 * as much as a request. A list, and neither a set nor the signal's own listeners: those chain what they held to what
 * they hold, so that the garbage collector keeps requests that have ended.
 */
const underWay = new WeakMap<AbortSignal, Deadline[]>();

/** When a request ends at the latest. */
export interface Limits {
    /** In milliseconds. */
    readonly time: number;
    /** One that has not been aborted yet. */
    readonly signal: AbortSignal | undefined;
}

/** Ends a request when its time is over, or when a signal says so. */
export class Deadline {
    private readonly timer: NodeJS.Timeout;
    private readonly others: Deadline[];
    private place: number;

    /** @param end is called once at most, with the reason, and not after `clear` */
    constructor(
        { time, signal }: Limits,
        private readonly end: (reason: Error) => void,
    ) {
        this.timer = setTimeout(() => {
            this.pass(new DOMException("the total timeout has passed", "TimeoutError"));
        }, time);
        this.others = signal === undefined ? [] : Deadline.endedBy(signal);
        this.place = this.others.push(this) - 1;
    }

    clear(): void {
        clearTimeout(this.timer);
        if (this.place < 0) {
            return;
        }
        const last = this.others.pop();
        if (last !== undefined && last !== this) {
            this.others[this.place] = last;
            last.place = this.place;
        }
        this.place = -1;
    }

    private pass(reason: Error): void {
        this.clear();
        this.end(reason);
    }

    private static endedBy(signal: AbortSignal): Deadline[] {
        const known = underWay.get(signal);
        if (known !== undefined) {
            return known;
        }
        const deadlines: Deadline[] = [];
        underWay.set(signal, deadlines);
        const endAll = () => {
            for (const deadline of [...deadlines]) {
                deadline.pass(signal.reason as Error);
            }
        };
        signal.addEventListener("abort", endAll, { once: true });
        return deadlines;
    }
}
