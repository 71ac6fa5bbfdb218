import * as fc from "fast-check";
import { Life } from "../support/cutover-life";
import { step } from "../support/cutover-steps";

/** More of them: `LIVES=500 npx jest --selectProjects plugin --testPathPatterns cutover-lives`. */
const LIVES = Number(process.env.LIVES ?? "6");
const total = { runs: 0, failed: 0, revoked: 0 };

afterAll(() => {
    process.stdout.write(
        `\n${LIVES} lives: ${total.runs} runs, ${total.failed} of them refused; ${total.revoked} tokens revoked, none of them in use\n`,
    );
});

test("no token in use is revoked, whatever is renamed, moved, replaced, swapped and destroyed in two stacks", async () => {
    await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 8 }), async (steps) => {
            const life = await Life.start();
            try {
                for (const one of steps) {
                    await life.take(one);
                }
            } finally {
                await life.end();
            }
            for (const key of ["runs", "failed", "revoked"] as const) {
                total[key] += life.counts[key];
            }
        }),
        { numRuns: LIVES, endOnFailure: true },
    );
    expect(total.revoked).toBeGreaterThan(0);
}, 3_600_000);
