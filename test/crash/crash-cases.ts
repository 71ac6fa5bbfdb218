import type { Ground } from "./crash";
import { Crash, type Outcome } from "./crash";
import { CRASH_POINTS, type CrashPoint } from "./crash-points";
import { printTable } from "./table";

/** What cuts off, and how to get to where it can. */
export interface Job {
    readonly name: "create" | "rotate";
    /** The ground for the next crash of the run. The one before it has ended well. */
    readonly next: () => Promise<Ground>;
    /** A ground for a crash that may end in a loss. */
    readonly fresh: () => Promise<Ground>;
}

/** Runs every crash of a job as a test of its own, and prints the table of what came of them. */
export function describeCrashes(job: Job, machineStops: readonly CrashPoint[]): void {
    const outcomes: Outcome[] = [];

    afterAll(() => {
        printTable(`${job.name}: the run is killed, and \`pulumi up\` runs once more`, outcomes);
    });

    test.each(CRASH_POINTS)("$name: the newest token ends in the state and works", async (point) => {
        const outcome = await new Crash(await job.next(), job.name, point, "run").play();
        outcomes.push(outcome);
        expect(outcome.end).toBe("newest token in state, and works");
        expect(outcome.issued).toBe(1);
        expect(Math.max(...outcome.posts)).toBeLessThanOrEqual(1);
    });

    test.each(machineStops)(
        "$name, and the whole machine stops: the one token is in the state, or the way back is told",
        async (point) => {
            const crash = new Crash(await job.fresh(), job.name, point, "run and issuing process");
            const outcome = await crash.play();
            outcomes.push(outcome);
            expect(outcome.end).not.toBe("neither");
            expect(outcome.issued).toBe(1);
            expect(Math.max(...outcome.posts)).toBeLessThanOrEqual(1);
        },
    );
}
