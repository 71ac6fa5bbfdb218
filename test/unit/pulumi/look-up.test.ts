import * as pulumi from "@pulumi/pulumi";
import { perRun } from "../../../src/pulumi/program-run";

/** Begins a run of a program, as the Automation API does within this process. Nothing here asks its engine. */
function startRun(address: string): void {
    pulumi.runtime.resetOptions("project", "stack", -1, "", address, false, "organisation");
}

describe("what is made once in each run", () => {
    let made: number;
    let count: () => { number: number };

    beforeEach(() => {
        made = 0;
        count = perRun(() => ({ number: ++made }));
    });

    test("is the same until the run ends, and another in the next, also with the same engine", () => {
        const numbers = ["127.0.0.1:9", "127.0.0.1:9", "127.0.0.1:10"].map((address) => {
            startRun(address);
            expect(count()).toBe(count());
            return count().number;
        });
        expect(numbers).toEqual([1, 2, 3]);
    });

    test("is the same outside of any run", () => {
        startRun("");
        expect(count()).toBe(count());
    });

    test("is one of its own for each thing that is made so", () => {
        startRun("127.0.0.1:9");
        expect(perRun(() => ({ number: 0 }))()).not.toBe(count());
    });
});
