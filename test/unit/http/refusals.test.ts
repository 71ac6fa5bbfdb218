import { ApiTokenError } from "../../../src/base/errors";
import { Refusals, type RefusalMemory } from "../../../src/http/refusals";

const [HERE, THERE] = ["https://one.example.com", "https://two.example.com"];
const REFUSED = new ApiTokenError("ERR_TOKEN_REJECTED", "refused");

/** A memory that notes what it is told. */
function memoryWith(known?: ReturnType<RefusalMemory["recall"]>) {
    const told: string[] = [];
    const memory: RefusalMemory = {
        recall: () => known,
        remember: (endpoint, token) => told.push(`remember ${endpoint} ${token}`),
        forget: (endpoint, token) => told.push(`forget ${endpoint} ${token}`),
    };
    return { memory, told };
}

test("a refusal ends what is under way with the token, and what comes after, with the same error", () => {
    const refusals = new Refusals();
    const signal = refusals.signal(HERE, "a");
    expect(signal.aborted).toBe(false);
    refusals.refuse(HERE, "a", REFUSED);
    expect(signal.reason).toBe(REFUSED);
    expect(refusals.signal(HERE, "a").reason).toBe(REFUSED);
});

test("another token, and the same one elsewhere, go on", () => {
    const refusals = new Refusals();
    refusals.refuse(HERE, "a", REFUSED);
    expect(refusals.signal(HERE, "b").aborted).toBe(false);
    expect(refusals.signal(THERE, "a").aborted).toBe(false);
});

test("later runs are told of a refusal, and that a token works after all", () => {
    const { memory, told } = memoryWith();
    const refusals = new Refusals(memory);
    refusals.refuse(HERE, "a", REFUSED);
    refusals.clear(HERE, "b");
    expect(told).toEqual([`remember ${HERE} a`, `forget ${HERE} b`]);
});

test("that a token works is told once, and again after a refusal: it is looked up on the disk", () => {
    const { memory, told } = memoryWith();
    const refusals = new Refusals(memory);
    for (let count = 0; count < 50; count++) {
        refusals.clear(HERE, "a");
    }
    expect(told).toEqual([`forget ${HERE} a`]);
    refusals.refuse(HERE, "a", REFUSED);
    refusals.clear(HERE, "a");
    expect(told).toEqual([`forget ${HERE} a`, `remember ${HERE} a`, `forget ${HERE} a`]);
});

test("a refusal of an earlier run holds, and says since when and until when, never the token", () => {
    const known = {
        refusedAt: Date.parse("2030-01-01T00:00:00.900Z"),
        until: Date.parse("2030-01-01T00:10:00.900Z"),
    };
    const { reason } = new Refusals(memoryWith(known).memory).signal(HERE, "hush-hush") as {
        reason: ApiTokenError;
    };
    expect(reason).toBeInstanceOf(ApiTokenError);
    expect(reason.code).toBe("ERR_TOKEN_REJECTED");
    expect(reason.message).toBe(
        "the API rejected this token at 2030-01-01T00:00:00Z, and it is not tried again before 2030-01-01T00:10:00Z: 120 refusals in an hour " +
            "would block this machine's address. To try at once, set PULUMI_API_TOKENS_REFUSAL_MEMORY=0s for this run",
    );
});
