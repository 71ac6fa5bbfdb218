import { farewell } from "../../../src/rotating-token/farewell";
import { outputs } from "../../support/rotating-token-outputs";
import { ISSUED } from "../../support/token-state";

const END = Date.parse("2032-01-01T00:00:00Z");
const LEFT = `token ${outputs().tokenFingerprint} leaves the state`;
const say = (changes = {}, now = ISSUED, goesOnIn?: string) =>
    farewell(outputs(changes), { goesOnIn, tokensInUi: "Profile", now });

test("a token that works is said to stay valid, until when, and where it is ended", () => {
    expect(say({}, END - 1)).toBe(
        `${LEFT} and stays valid until 2032-01-01T00:00:00Z: the API cannot revoke it. To end it now: Profile`,
    );
});

test("a token whose end is not known stays valid until its own", () => {
    expect(say({ validUntil: undefined }, END)).toBe(
        `${LEFT} and stays valid until its own end, which is not known: the API cannot revoke it. To end it now: Profile`,
    );
});

test("a token has expired from its end on, also one that was rejected before", () => {
    expect(say({}, END)).toBe(`${LEFT}; it expired at 2032-01-01T00:00:00Z`);
    expect(say({ status: "rejected" }, END)).toBe(`${LEFT}; it expired at 2032-01-01T00:00:00Z`);
});

test("of a token that was rejected nothing is said to work", () => {
    expect(say({ status: "rejected" })).toBe(`${LEFT}; it was rejected when last asked about`);
});

test("a token that another resource of the program holds is said to go on there, and nobody is told how to end it", () => {
    expect(say({}, ISSUED, "other")).toBe(`token ${outputs().tokenFingerprint} goes on in "other"`);
});
