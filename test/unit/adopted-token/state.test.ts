import * as fc from "fast-check";
import type { AdoptedTokenInputs } from "../../../src/adopted-token/inputs";
import {
    adopt,
    type AdoptedTokenOutputs,
    hasIdOfAnother,
    record,
    swap,
    toRequest,
    toTokenState,
} from "../../../src/adopted-token/state";
import { formatTime, parseTime } from "../../../src/base/time";
import { decideAdoption } from "../../../src/decision/adoption";
import { day } from "../../support/token-state";

const INPUTS: AdoptedTokenInputs = { token: "first" };
const decided = (olds: AdoptedTokenOutputs, news: AdoptedTokenInputs, now: number) =>
    decideAdoption(toTokenState(olds, news), toRequest(olds, news, [], false), now);

const days = (least: number, most: number) => fc.integer({ min: least, max: most });
const settings = fc.record(
    {
        validUntil: days(1, 1000).map((count) => formatTime(day(count))),
        expiresAt: days(1, 1000).map((count) => formatTime(day(count))),
        maxAge: days(1, 1000).map((count) => `${count}d`),
        remindBefore: days(1, 400).map((count) => `${count}d`),
    },
    { requiredKeys: [] },
);

test("dueAt is the instant after which reminders come, for every end there may be", () => {
    fc.assert(
        fc.property(settings, ({ expiresAt, ...given }) => {
            const inputs = { ...INPUTS, ...given };
            const outputs = adopt(inputs, expiresAt === undefined ? {} : { expiresAt }, day(0));
            const due = parseTime(outputs.dueAt ?? "");
            if (due === undefined) {
                expect([given.validUntil, expiresAt, given.maxAge]).toEqual([
                    undefined,
                    undefined,
                    undefined,
                ]);
                expect(decided(outputs, inputs, day(100_000))).toEqual({ action: "none" });
                return;
            }
            expect(decided(outputs, inputs, due).action).toBe("none");
            expect(decided(outputs, inputs, due + 1).action).toBe("remind");
        }),
    );
});

test("what a swap keeps of the token before ends no later than that token and the grace period", () => {
    fc.assert(
        fc.property(settings, days(1, 400), days(0, 1000), (given, grace, at) => {
            const { expiresAt, ...inputs } = { ...INPUTS, ...given, gracePeriod: `${grace}d` };
            const olds = adopt(inputs, expiresAt === undefined ? {} : { expiresAt }, day(0));
            const swapped = swap(olds, { ...INPUTS, token: "second", gracePeriod: `${grace}d` }, {}, day(at));
            const end = parseTime(swapped.previousValidUntil ?? "");
            const ends = [given.validUntil, expiresAt].map((time) => parseTime(time ?? "") ?? Infinity);
            const latest = Math.min(day(at + grace), ...ends);
            expect(end).toBe(latest > day(at) ? latest : undefined);
            expect(swapped.previousToken).toBe(end === undefined ? undefined : "first");
        }),
    );
});

test("an update that finds nothing to do changes nothing", () => {
    fc.assert(
        fc.property(settings, ({ expiresAt, ...given }) => {
            const inputs = { ...INPUTS, ...given };
            const facts = expiresAt === undefined ? {} : { expiresAt };
            const outputs = adopt(inputs, facts, day(0));
            expect(record(outputs, inputs, facts)).toEqual(outputs);
        }),
    );
});

test("a wrong validUntil may be put right: the one that the program gives counts", () => {
    const wrong = { ...INPUTS, validUntil: "2030-01-10", onDue: "fail" as const };
    const olds = adopt(wrong, {}, day(0));
    expect(decided(olds, wrong, day(0))).toMatchObject({ action: "refuse", code: "ERR_TOKEN_DUE" });
    expect(decided(olds, { ...wrong, validUntil: "2031-01-10" }, day(0)).action).not.toBe("refuse");
});

test.each<[string, { token: string; tokenId?: string }, Partial<AdoptedTokenOutputs>, boolean]>([
    ["the id of the token before", { token: "second", tokenId: "1" }, {}, true],
    ["an id of its own", { token: "second", tokenId: "2" }, {}, false],
    ["no id", { token: "second" }, {}, false],
    [
        "the id of the previous token, which it is",
        { token: "zero", tokenId: "0" },
        { previousToken: "zero", previousTokenId: "0" },
        false,
    ],
    [
        "the id of the previous token, which it is not",
        { token: "second", tokenId: "0" },
        { previousToken: "zero", previousTokenId: "0" },
        true,
    ],
])("a new token with %s", (_name, { token, ...facts }, changes, isAnothers) => {
    const known = { ...adopt(INPUTS, { tokenId: "1" }, day(0)), ...changes };
    expect(hasIdOfAnother(adopt({ ...INPUTS, token }, facts, day(0)), known)).toBe(isAnothers);
});
