import { ApiTokenError } from "../../../src/base/errors";
import { askPatiently, isRejection } from "../../../src/http/fresh-token";

const REJECTED = new ApiTokenError("ERR_TOKEN_REJECTED", "rejected");
const FORBIDDEN = new ApiTokenError("ERR_FORBIDDEN", "forbidden");

/** Asks until an answer comes; what happened is a list of waits, refusals told of, and how it was asked. */
async function asked(answers: readonly (string | Error)[]) {
    const steps: unknown[] = [];
    const left = [...answers];
    const outcome = askPatiently(
        (fresh) => {
            steps.push(fresh ? "asked as fresh" : "asked");
            const answer = left.shift() ?? "none left";
            return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
        },
        (milliseconds) => {
            steps.push(milliseconds);
            return Promise.resolve();
        },
        () => steps.push("told"),
    );
    return { outcome: await outcome.catch((error: unknown) => error), steps };
}

test("a token that is taken at once is asked with once, and nothing is told", async () => {
    expect(await asked(["good"])).toEqual({ outcome: "good", steps: ["asked as fresh"] });
});

test("after a refusal it is told once that there will be a wait, and asked again", async () => {
    const { outcome, steps } = await asked([REJECTED, REJECTED, "good"]);
    expect(outcome).toBe("good");
    expect(steps).toEqual(["asked as fresh", "told", 500, "asked as fresh", 1000, "asked as fresh"]);
});

test("after 7.5 seconds of refusals the token is asked with as any other is", async () => {
    const refusals = Array.from({ length: 5 }, () => REJECTED);
    const { outcome, steps } = await asked(refusals);
    expect(outcome).toBe(REJECTED);
    expect(steps.filter((step) => typeof step === "number")).toEqual([500, 1000, 2000, 4000]);
    expect(steps.filter((step) => step === "told")).toHaveLength(1);
    expect(steps.at(-1)).toBe("asked");
});

test("any other failure is the end", async () => {
    expect(await asked([REJECTED, FORBIDDEN])).toEqual({
        outcome: FORBIDDEN,
        steps: ["asked as fresh", "told", 500, "asked as fresh"],
    });
});

test("without anybody to tell, it is asked all the same", async () => {
    const answers = [Promise.reject(REJECTED), Promise.resolve("good")];
    const ask = () => answers.shift() ?? Promise.resolve("none left");
    expect(await askPatiently(ask, () => Promise.resolve())).toBe("good");
});

test.each([
    [REJECTED, true],
    [FORBIDDEN, false],
    [Object.assign(new Error("rejected"), { code: "ERR_TOKEN_REJECTED" }), false],
    [undefined, false],
])("%s is a rejection of the token: %p", (error, expected) => {
    expect(isRejection(error)).toBe(expected);
});
