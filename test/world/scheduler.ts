import type { Chance } from "./chance";
import type { SimulatedProcess } from "./process";

/** Something that a process waits for, and what happens when its turn comes. */
interface Step {
    readonly process: SimulatedProcess;
    readonly what: string;
    readonly at: number;
    readonly happen: () => void;
}

/** What may come between two steps. */
export type Interference = (next: SimulatedProcess, what: string) => void;

const MOST_STEPS = 5000;

/**
 * Virtual time, and the order of everything that processes wait for. Nothing happens but one step at a time; which one
 * of those that could be next is decided by chance.
 */
export class Scheduler {
    /** True time: milliseconds since 1970. */
    now = Date.parse("2030-01-01T00:00:00Z");
    /** What happened, in words. */
    readonly story: string[] = [];
    interfere: Interference = () => undefined;
    /** After each step; what it throws ends the schedule. */
    look: () => void = () => undefined;
    private waiting: Step[] = [];
    private steps = 0;

    constructor(private readonly chance: Chance) {}

    tell(text: string): void {
        this.story.push(`${new Date(this.now).toISOString().slice(0, 19)} ${text}`);
    }

    /** Resolves when it is the turn of this step; never, once its process has ended. */
    turn<T>(process: SimulatedProcess, what: string, run: () => T, delay = 0): Promise<T> {
        return new Promise((resolve, reject) => {
            const happen = () => {
                try {
                    resolve(run());
                } catch (error) {
                    reject(error instanceof Error ? error : new Error(String(error)));
                }
            };
            this.waiting.push({ process, what, at: this.now + delay, happen });
        });
    }

    /** Goes on until a promise is settled, or nothing can happen any more. */
    async until(done: () => boolean): Promise<void> {
        await settled();
        this.look();
        while (!done()) {
            const step = this.next();
            if (step === undefined) {
                return;
            }
            this.now = Math.max(this.now, this.timeOf(step));
            this.interfere(step.process, step.what);
            if (step.process.isAlive && !step.process.isPausedAt(this.now)) {
                this.waiting.splice(this.waiting.indexOf(step), 1);
                step.happen();
                await settled();
                this.look();
            }
            if (++this.steps > MOST_STEPS) {
                throw new Error(`the schedule does not end: ${step.process.name} waits for ${step.what}`);
            }
        }
    }

    /** Forgets what processes wait for that have ended. */
    forgetDead(): void {
        this.waiting = this.waiting.filter(({ process }) => process.isAlive);
    }

    private next(): Step | undefined {
        this.forgetDead();
        const ready = this.waiting.filter((step) => this.timeOf(step) <= this.now);
        if (ready.length > 0) {
            return this.chance.pick(ready);
        }
        return this.waiting.reduce<Step | undefined>(
            (first, step) => (first === undefined || this.timeOf(step) < this.timeOf(first) ? step : first),
            undefined,
        );
    }

    private timeOf(step: Step): number {
        return Math.max(step.at, step.process.pausedUntil);
    }
}

/** Everything that follows from the last step without waiting for another one has happened. */
function settled(): Promise<void> {
    return new Promise((resolve) => {
        setImmediate(resolve);
    });
}
