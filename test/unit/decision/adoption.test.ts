import { DAY } from "../../../src/base/duration";
import { type AdoptionDecision, decideAdoption } from "../../../src/decision/adoption";
import type { AdoptedTokenState, AdoptionRequest, ReminderPolicy } from "../../../src/decision/token-state";
import { day } from "../../support/token-state";

const REMIND: ReminderPolicy = { remindBefore: 30 * DAY };
const AGED: ReminderPolicy = { remindBefore: 30 * DAY, maxAge: 90 * DAY };
const NONE: AdoptionDecision = { action: "none" };
const WAY_ON = "Create another one in the UI and give it as token";

/** Adopted on day 0, ends on day 100; differs from that as told. */
function adopted(changes: Partial<AdoptedTokenState> = {}): AdoptedTokenState {
    return {
        status: "active",
        fingerprint: "current",
        adoptedAt: day(0),
        validUntil: day(100),
        policy: REMIND,
        ...changes,
    };
}

function endless(changes: Partial<AdoptedTokenState> = {}): AdoptedTokenState {
    const { validUntil: _, ...rest } = adopted(changes);
    return rest;
}

/** The same token as in {@link adopted}; differs from that as told. */
function asked(changes: Partial<AdoptionRequest> = {}): AdoptionRequest {
    return { fingerprint: "current", policy: REMIND, otherChanges: false, onDue: "warn", ...changes };
}

describe("another token", () => {
    const given = asked({ fingerprint: "another" });
    const SWAP = {
        action: "swap",
        reason: "another token was given: it takes the place of current",
    };

    test.each<[string, AdoptedTokenState, AdoptionRequest]>([
        ["at any time", adopted(), given],
        ["when settings change as well", adopted(), { ...given, otherChanges: true }],
        ["when the one in place has expired", adopted({ validUntil: day(1) }), { ...given, onDue: "fail" }],
        ["when the one in place was rejected", adopted({ status: "rejected" }), { ...given, onDue: "fail" }],
        ["in the grace period of a previous one", adopted({ previousValidUntil: day(14) }), given],
        ["after it", adopted({ previousValidUntil: day(2) }), given],
    ])("takes the place of the one before, %s", (_name, known, request) => {
        expect(decideAdoption(known, request, day(10))).toEqual(SWAP);
    });
});

describe("a token that expires", () => {
    const reason = `token current expires at 2030-04-11T00:00:00Z, 29 days left (remindBefore 30d). ${WAY_ON}`;

    test("is left alone until remindBefore begins, and due a millisecond later", () => {
        expect(decideAdoption(adopted(), asked(), day(70))).toEqual(NONE);
        expect(decideAdoption(adopted(), asked(), day(70) + 1)).toEqual({ action: "remind", reason });
    });

    test("is refused instead when the program says so", () => {
        expect(decideAdoption(adopted(), asked({ onDue: "fail" }), day(70))).toEqual(NONE);
        expect(decideAdoption(adopted(), asked({ onDue: "fail" }), day(70) + 1)).toEqual({
            action: "refuse",
            code: "ERR_TOKEN_DUE",
            reason,
        });
    });

    test("has expired at that instant, and not a millisecond before", () => {
        const refused = (now: number) => decideAdoption(adopted(), asked({ onDue: "fail" }), now);
        expect(refused(day(100) - 1)).toMatchObject({ code: "ERR_TOKEN_DUE" });
        expect(refused(day(100))).toEqual({
            action: "refuse",
            code: "ERR_TOKEN_EXPIRED",
            reason: `token current expired at 2030-04-11T00:00:00Z. ${WAY_ON}`,
        });
        expect(decideAdoption(adopted(), asked(), day(100))).toMatchObject({ action: "remind" });
    });

    test("is due by the remindBefore asked for now, not by the recorded one", () => {
        const sooner = asked({ policy: { remindBefore: 50 * DAY }, onDue: "fail" });
        expect(decideAdoption(adopted(), sooner, day(60))).toMatchObject({ code: "ERR_TOKEN_DUE" });
        const later = asked({ policy: { remindBefore: 10 * DAY }, onDue: "fail" });
        expect(decideAdoption(adopted(), later, day(80))).toMatchObject({ action: "record" });
    });

    test("is never due when nobody knows its end or its greatest age", () => {
        expect(decideAdoption(endless(), asked({ onDue: "fail" }), day(5000))).toEqual(NONE);
    });
});

describe("a token with a greatest age", () => {
    const aged = endless({ policy: AGED });

    test("is due remindBefore it is reached", () => {
        expect(decideAdoption(aged, asked({ policy: AGED }), day(60))).toEqual(NONE);
        expect(decideAdoption(aged, asked({ policy: AGED }), day(60) + 1)).toEqual({
            action: "remind",
            reason: `token current reaches its maxAge of 90d at 2030-04-01T00:00:00Z, 29 days left (remindBefore 30d). ${WAY_ON}`,
        });
    });

    test("has not expired when it is older: it is due, and said to be too old", () => {
        expect(decideAdoption(aged, asked({ policy: AGED, onDue: "fail" }), day(95))).toEqual({
            action: "refuse",
            code: "ERR_TOKEN_DUE",
            reason: `token current is older than its maxAge of 90d since 2030-04-01T00:00:00Z. ${WAY_ON}`,
        });
    });

    test("is told of its end when that comes first", () => {
        const short = adopted({ validUntil: day(80), policy: AGED });
        expect(decideAdoption(short, asked({ policy: AGED }), day(60))).toMatchObject({
            reason: expect.stringContaining("expires at 2030-03-22T00:00:00Z, 20 days left") as string,
        });
    });

    test("is told of its age when that comes first", () => {
        const long = adopted({ policy: AGED });
        expect(decideAdoption(long, asked({ policy: AGED }), day(65))).toMatchObject({
            reason: expect.stringContaining("reaches its maxAge of 90d") as string,
        });
    });

    test("may get more of it although it is due already", () => {
        const longer = asked({ policy: { remindBefore: 30 * DAY, maxAge: 400 * DAY }, onDue: "fail" });
        expect(decideAdoption(aged, longer, day(95))).toMatchObject({ action: "record" });
    });
});

describe("a token that was rejected when last asked about", () => {
    const rejected = adopted({ status: "rejected" });
    const reason = `token current was rejected when last asked about. \`pulumi refresh\` asks again, and notes it when it works. If it is dead: ${WAY_ON}`;

    test("is reminded of in every run", () => {
        expect(decideAdoption(rejected, asked(), day(1))).toEqual({ action: "remind", reason });
    });

    test("ends the run when the program says so, whatever else is due", () => {
        const both = { ...rejected, validUntil: day(1) };
        expect(decideAdoption(both, asked({ onDue: "fail", otherChanges: true }), day(2))).toEqual({
            action: "refuse",
            code: "ERR_TOKEN_REJECTED",
            reason,
        });
    });
});

describe("the previous token", () => {
    const inGrace = adopted({ previousValidUntil: day(14) });
    const reason = "the previous token's grace period ended at 2030-01-15T00:00:00Z: it leaves the state";

    test("stays through the last instant of its grace period, and leaves after it", () => {
        expect(decideAdoption(inGrace, asked(), day(14))).toEqual(NONE);
        expect(decideAdoption(inGrace, asked(), day(14) + 1)).toEqual({ action: "retire", reason });
    });

    test("leaves with a reminder of the current one", () => {
        expect(decideAdoption({ ...inGrace, validUntil: day(40) }, asked(), day(20))).toEqual({
            action: "retire",
            reason,
            reminder: `token current expires at 2030-02-10T00:00:00Z, 20 days left (remindBefore 30d). ${WAY_ON}`,
        });
    });

    test("leaves while settings change", () => {
        expect(decideAdoption(inGrace, asked({ otherChanges: true }), day(20)).action).toBe("retire");
    });

    test("waits while the current one ends the run", () => {
        const due = { ...inGrace, validUntil: day(40) };
        expect(decideAdoption(due, asked({ onDue: "fail" }), day(20)).action).toBe("refuse");
    });
});

describe("settings", () => {
    const RECORD = { action: "record", reason: "settings change, the token stays" };

    test.each<[string, AdoptionRequest]>([
        ["remindBefore", asked({ policy: { remindBefore: 10 * DAY } })],
        ["maxAge", asked({ policy: AGED })],
        ["anything else that is recorded", asked({ otherChanges: true })],
    ])("of %s are recorded when they change", (_name, request) => {
        expect(decideAdoption(adopted(), request, day(1))).toEqual(RECORD);
    });

    test("are recorded with a reminder", () => {
        const decision = decideAdoption(adopted(), asked({ otherChanges: true }), day(80));
        expect(decision).toEqual({
            ...RECORD,
            reminder: `token current expires at 2030-04-11T00:00:00Z, 20 days left (remindBefore 30d). ${WAY_ON}`,
        });
    });
});
