import { openStore } from "../../../src/journal/stores/open";
import { useDriverVariables } from "../../support/environment";
import { describeJournalStore } from "../../support/journal-store-contract";
import { ObjectStore } from "../../support/object-store";
import { temporaryFolder } from "../../support/temporary-folder";

const server = new ObjectStore();
const home = temporaryFolder();
let restore: () => void;
let places = 0;

/** More than one answer of S3 lists. */
const MANY = 1_050;

beforeAll(async () => {
    await server.start();
    restore = useDriverVariables(server.environment);
});

afterAll(async () => {
    restore();
    await server.stop();
});

beforeEach(() => {
    places++;
});

const storeAt = (prefix: string) => openStore(server.address(prefix), { PULUMI_HOME: home.path });
const place = () => `place-${places}/journal`;

// Times are in whole seconds, and the server's Date is renewed once in a second.
describeJournalStore("S3", () => storeAt(place()), { step: 1000, lag: 2000 });

test("more entries than one answer holds are listed, with their ages, and each once", async () => {
    const store = storeAt(place());
    const names = Array.from({ length: MANY }, (_, index) => `${index}.1.json`).sort();
    for (let from = 0; from < MANY; from += 25) {
        await Promise.all(names.slice(from, from + 25).map((name) => store.create(name, "text")));
    }
    expect((await store.list()).sort()).toEqual(names);
    const ages = await store.ages();
    expect([...ages.keys()].sort()).toEqual(names);
    expect(Math.max(...ages.values())).toBeLessThan(60_000);
    expect((await store.list("10")).sort()).toEqual(names.filter((name) => name.startsWith("10")));
});

test("entries of other prefixes, and of deeper ones, are none of a journal's", async () => {
    const names = ["a", "a-b", "a/b", "b"].map((prefix) => `${place()}/${prefix}`);
    for (const name of names) {
        expect(await storeAt(name).create("one.1.json", name)).toBe(true);
    }
    for (const name of names) {
        expect(await storeAt(name).list()).toEqual(["one.1.json"]);
        expect([...(await storeAt(name).ages()).keys()]).toEqual(["one.1.json"]);
        expect(await storeAt(name).read("one.1.json")).toBe(name);
    }
    expect(await storeAt(place()).list()).toEqual([]);
    await storeAt(`${place()}/a`).remove(["one.1.json"]);
    expect(await storeAt(`${place()}/a/b`).list()).toEqual(["one.1.json"]);
});

test("a journal at the top of a bucket takes nothing below it for an entry", async () => {
    expect(await storeAt(place()).create("one.1.json", "text")).toBe(true);
    expect(await storeAt("").create("top.1.json", "text")).toBe(true);
    expect(await storeAt("").list()).toEqual(["top.1.json"]);
    await storeAt("").remove(["top.1.json"]);
    expect(await storeAt("").list()).toEqual([]);
});

test("a prefix may have letters that are special in addresses", async () => {
    const prefix = `${place()}/Müller & Söhne (50%)+x='!*`;
    expect(await storeAt(encodeURI(prefix)).create("one.1.json", "text")).toBe(true);
    expect([...(await server.entries(prefix)).keys()].sort()).toEqual([".conditions", "one.1.json"]);
});

test("an object is the entry's text as it is, and nothing is left on this machine", async () => {
    const store = storeAt(place());
    await store.create("one.1.json", '{"text":"ü"}', 4096);
    await store.replace("one.1.json", '{"text":"😀"}');
    expect(await server.entries(place())).toEqual(
        new Map([
            [".conditions", "put once"],
            ["one.1.json", '{"text":"😀"}'],
        ]),
    );
    expect(await openStore(`${home.path}/api-tokens/unsent`).list()).toEqual([]);
});

test("a text of millions of bytes is put, for which the driver would wait for a word of the server", async () => {
    const text = "x".repeat(3_000_000);
    expect(await storeAt(place()).create("one.1.json", text)).toBe(true);
    expect((await storeAt(place()).read("one.1.json")) === text).toBe(true);
});

test("a journal says where it is without its parameters", () => {
    const store = storeAt("team/tokens");
    expect(store.describe()).toBe("s3://journal/team/tokens/");
    expect(store.describe("one.1.json")).toBe("s3://journal/team/tokens/one.1.json");
});
