import { join } from "node:path";
import type { JournalStore } from "../../../src/journal/store";
import { openStore } from "../../../src/journal/stores/open";
import { useDriverVariables } from "../../support/environment";
import { ObjectStore } from "../../support/object-store";
import { PostgresBackend } from "../../support/postgres-backend";
import { temporaryFolder } from "../../support/temporary-folder";

// Folders are synced a thousand times.
jest.setTimeout(120_000);

const bucket = new ObjectStore();
const database = new PostgresBackend();
const home = temporaryFolder();
let restore: () => void;

const CREATORS = 16;
const ROUNDS = 60;
/** In a place in which nothing was ever kept: the folder or the table is made, the service's conditions are looked at. */
const FIRST_ROUNDS = 15;

beforeAll(async () => {
    await Promise.all([bucket.start(), database.start()]);
    const { PGPASSWORD = "" } = database.environment;
    restore = useDriverVariables({ ...bucket.environment, PGPASSWORD });
});

afterAll(async () => {
    restore();
    await Promise.all([bucket.stop(), database.stop()]);
});

/** Each as another process has it. */
function openCreators(location: string): JournalStore[] {
    return Array.from({ length: CREATORS }, () => openStore(location, { PULUMI_HOME: home.path }));
}

/** All of them create one entry at once. @returns who succeeded, and whose text stands */
async function compete(creators: readonly JournalStore[], name: string) {
    const texts = creators.map((_, index) => `{"creator":${index},"of":"${name}"}`);
    const wins = await Promise.all(
        creators.map((store, index) => store.create(name, texts[index] ?? "", 100)),
    );
    const winners = wins.flatMap((won, index) => (won ? [index] : []));
    const read = await Promise.all(creators.map((store) => store.read(name)));
    const standing = [...new Set(read)].map((text) => texts.indexOf(text ?? ""));
    return { winners, standing };
}

/** One winner, and its text, for everybody. */
function expectOneWinner({ winners, standing }: Awaited<ReturnType<typeof compete>>): void {
    expect(winners).toHaveLength(1);
    expect(standing).toEqual(winners);
}

describe.each([
    ["a folder", (place: string) => join(home.path, place)],
    ["S3", (place: string) => bucket.address(place)],
    ["PostgreSQL", (place: string) => database.address(place)],
])("in %s", (_name, locationOf) => {
    test(`of ${CREATORS} who create an entry at once one succeeds, and its text stands, in ${ROUNDS} rounds`, async () => {
        const creators = openCreators(locationOf("shared"));
        const names = Array.from({ length: ROUNDS }, (_, round) => `aaaaaaaaaaaa.${round + 1}.json`);
        for (const name of names) {
            expectOneWinner(await compete(creators, name));
        }
        const [store] = creators;
        expect((await store?.list())?.sort()).toEqual([...names].sort());
    });

    test(`the same holds for the first entry of all, in ${FIRST_ROUNDS} places`, async () => {
        for (let round = 0; round < FIRST_ROUNDS; round++) {
            const creators = openCreators(locationOf(`first_${round}`));
            expectOneWinner(await compete(creators, "aaaaaaaaaaaa.1.json"));
        }
    });

    test(`an entry that is removed and created again and again by ${CREATORS} has one winner each time`, async () => {
        const creators = openCreators(locationOf("again"));
        for (let round = 0; round < FIRST_ROUNDS; round++) {
            expectOneWinner(await compete(creators, "aaaaaaaaaaaa.1.json"));
            await creators[round % CREATORS]?.remove(["aaaaaaaaaaaa.1.json"]);
        }
    });
});
