import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "../../../src/base/fingerprint";
import { RefusalMemory } from "../../../src/journal/refusal-memory";
import { tracesOf } from "../../support/traces";
import { temporaryFolder } from "../../support/temporary-folder";

const folder = temporaryFolder();

const MINUTE = 60_000;
const NOON = Date.parse("2030-01-01T12:00:00Z");
const ENDPOINT = "https://api.example.com/v7";
const TOKEN = "0b54c7f1-0d5e-4ad6-9f36-6f1d2b7c9e55";
const OTHER = "7a1f0c52-93b4-4f0e-8d77-1c2b3a495867";

/** The memory as one run at some minute after noon has it. */
function at(minute: number, duration = 10 * MINUTE): RefusalMemory {
    return new RefusalMemory(journal(), duration, () => NOON + minute * MINUTE);
}

const journal = () => join(folder.path, "api-tokens");
const refused = () => join(journal(), "refused");

test("a refusal is known to later runs until its time is over", () => {
    at(0).remember(ENDPOINT, TOKEN);
    const known = { refusedAt: NOON, until: NOON + 10 * MINUTE };
    expect(at(0).recall(ENDPOINT, TOKEN)).toEqual(known);
    expect(at(9.99).recall(ENDPOINT, TOKEN)).toEqual(known);
    expect(at(10).recall(ENDPOINT, TOKEN)).toBeUndefined();
});

test("it is about one token at one endpoint", () => {
    at(0).remember(ENDPOINT, TOKEN);
    expect(at(1).recall(ENDPOINT, OTHER)).toBeUndefined();
    expect(at(1).recall("https://other.example.com/v7", TOKEN)).toBeUndefined();
});

test("a later refusal counts anew", () => {
    at(0).remember(ENDPOINT, TOKEN);
    at(8).remember(ENDPOINT, TOKEN);
    expect(at(12).recall(ENDPOINT, TOKEN)).toEqual({
        refusedAt: NOON + 8 * MINUTE,
        until: NOON + 18 * MINUTE,
    });
});

test("a token that works after all is forgotten, and the others are not", () => {
    at(0).remember(ENDPOINT, TOKEN);
    at(0).remember(ENDPOINT, OTHER);
    at(1).forget(ENDPOINT, TOKEN);
    expect(at(1).recall(ENDPOINT, TOKEN)).toBeUndefined();
    expect(at(1).recall(ENDPOINT, OTHER)).toBeDefined();
});

test("each run decides by its own duration for how long a refusal counts", () => {
    at(0).remember(ENDPOINT, TOKEN);
    expect(at(5, 3 * MINUTE).recall(ENDPOINT, TOKEN)).toBeUndefined();
    expect(at(5, 0).recall(ENDPOINT, TOKEN)).toBeUndefined();
    expect(at(15, 20 * MINUTE).recall(ENDPOINT, TOKEN)).toBeDefined();
});

test("with a duration of nothing, nothing is written", () => {
    at(0, 0).remember(ENDPOINT, TOKEN);
    expect(readdirSync(folder.path)).toEqual([]);
});

test("a refusal in the future is one of a wrong clock, and does not count", () => {
    at(5).remember(ENDPOINT, TOKEN);
    expect(at(0).recall(ENDPOINT, TOKEN)).toBeUndefined();
});

test("files name token and endpoint by fingerprint, hold a time, and are their owner's alone", () => {
    at(0).remember(ENDPOINT, TOKEN);
    const name = `${fingerprint(TOKEN)}-${fingerprint(ENDPOINT)}`;
    expect(readdirSync(refused())).toEqual([name]);
    const text = readFileSync(join(refused(), name), "utf8");
    expect(text).toBe("2030-01-01T12:00:00.000Z");
    expect(tracesOf(TOKEN, `${name} ${text}`)).toEqual([]);
    expect(statSync(join(refused(), name)).mode & 0o777).toBe(0o600);
    expect(statSync(refused()).mode & 0o777).toBe(0o700);
    expect(statSync(journal()).mode & 0o777).toBe(0o700);
});

test("what is over is swept away when the next one is remembered, and so is what cannot be read", () => {
    at(0).remember(ENDPOINT, OTHER);
    writeFileSync(join(refused(), "damaged"), "half a ti");
    at(11).remember(ENDPOINT, TOKEN);
    expect(readdirSync(refused())).toEqual([`${fingerprint(TOKEN)}-${fingerprint(ENDPOINT)}`]);
});

test("what is not over stays when the next one is remembered, to its last millisecond", () => {
    at(0).remember(ENDPOINT, OTHER);
    at(10 - 1 / MINUTE).remember(ENDPOINT, TOKEN);
    expect(readdirSync(refused())).toHaveLength(2);
    at(10).remember(ENDPOINT, TOKEN);
    expect(readdirSync(refused())).toEqual([`${fingerprint(TOKEN)}-${fingerprint(ENDPOINT)}`]);
});

test("the content counts, not the time of the file", () => {
    at(0).remember(ENDPOINT, TOKEN);
    const file = join(refused(), `${fingerprint(TOKEN)}-${fingerprint(ENDPOINT)}`);
    utimesSync(file, 0, 0);
    expect(at(1).recall(ENDPOINT, TOKEN)).toBeDefined();
});

test.each(["", "half a ti", "{}"])("a file with “%s” in it says nothing and hinders nothing", (text) => {
    mkdirSync(refused(), { recursive: true });
    writeFileSync(join(refused(), `${fingerprint(TOKEN)}-${fingerprint(ENDPOINT)}`), text);
    expect(at(0).recall(ENDPOINT, TOKEN)).toBeUndefined();
    at(0).remember(ENDPOINT, TOKEN);
    expect(at(1).recall(ENDPOINT, TOKEN)).toBeDefined();
});

test("where the folder cannot be made, nothing is remembered and nothing fails", () => {
    writeFileSync(journal(), "a file where the folder would be");
    at(0).remember(ENDPOINT, TOKEN);
    at(0).forget(ENDPOINT, TOKEN);
    expect(at(0).recall(ENDPOINT, TOKEN)).toBeUndefined();
    expect(readFileSync(journal(), "utf8")).toBe("a file where the folder would be");
});
