/** Decides by a seed: the same seed makes the same decisions (mulberry32). */
export class Chance {
    private state: number;

    constructor(seed: number) {
        this.state = seed >>> 0;
        // The first numbers of seeds beside each other are alike.
        this.next();
        this.next();
    }

    /** From 0 to below 1. */
    next(): number {
        this.state = (this.state + 0x6d2b79f5) >>> 0;
        let mixed = this.state;
        mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    }

    /** A whole number from 0 to below a limit. */
    below(limit: number): number {
        return Math.floor(this.next() * limit);
    }

    /** Whether something happens that does so in one of so many cases. */
    oneIn(cases: number): boolean {
        return this.below(cases) === 0;
    }

    pick<T>(values: readonly T[]): T {
        const value = values[this.below(values.length)];
        if (value === undefined) {
            throw new Error("there is nothing to pick from");
        }
        return value;
    }

    hex(bytes: number): string {
        return Array.from({ length: bytes }, () => this.below(256).toString(16).padStart(2, "0")).join("");
    }
}
