import { PostgresGround } from "./postgres-ground";
import { ApiTokenError } from "../../../src/base/errors";
import { failureAs } from "../../support/failure-of";
import { failureOf, NAME, PAUSES, refusalOf, TEXT } from "./service-stage";

const ground = new PostgresGround();
const secrets = () => ground.secrets;

const WRONG = "wrong-0123456789abcdef0123456789abcdef";

/** Makes a table of the test's own. */
const make = (columns: string) => ground.sql.unsafe(`create table ${ground.table} (${columns})`);
const COLUMNS = "name text, entry text not null, written timestamptz not null";

const withMode = (mode: string, file?: string) => {
    const address = ground.address;
    address.searchParams.set("sslmode", mode);
    if (file !== undefined) {
        address.searchParams.set("sslrootcert", file);
    }
    return address;
};

test("a password that is wrong is said after one try, and is not shown", async () => {
    const address = ground.address;
    address.password = WRONG;
    const { store, pauses } = ground.openAt(address);
    const said = 'password authentication failed for user "pulumi"';
    const all = [...secrets(), WRONG];
    expect(await failureOf(store.list(), all)).toBe(said);
    expect(await failureOf(store.read(NAME), all)).toBe(said);
    expect(await refusalOf(store.create(NAME, TEXT), all)).toBe(`${ground.words}: ${said}`);
    expect(ground.proxy.connections).toBe(3);
    expect(pauses).toEqual([]);
});

test("a password may come from PGPASSWORD or from the address", async () => {
    const address = await ground.addressFor("superuser");
    expect(await ground.openAt(address).store.create(NAME, TEXT)).toBe(true);
    expect(await ground.open().store.list()).toEqual([NAME]);
});

test("a database that is not there is said, and no empty journal", async () => {
    const address = ground.address;
    address.pathname = "/other";
    const { store, pauses } = ground.openAt(address);
    const said = 'database "other" does not exist';
    expect(await failureOf(store.list(), secrets())).toBe(said);
    expect(await failureOf(store.read(NAME), secrets())).toBe(said);
    expect(await refusalOf(store.create(NAME, TEXT), secrets())).toContain(`: ${said}`);
    expect(pauses).toEqual([]);
});

test("who may not make the table has nothing asked for, until somebody makes it", async () => {
    const { store, pauses } = ground.openAt(await ground.addressFor(""));
    expect(await store.list()).toEqual([]);
    const said = "permission denied for schema public";
    expect(await refusalOf(store.create(NAME, TEXT), secrets())).toBe(`${ground.words}: ${said}`);
    await make(`${COLUMNS}, primary key (name)`);
    const denied = `permission denied for table ${ground.table}`;
    expect(await failureOf(store.list(), secrets())).toBe(denied);
    expect(await refusalOf(store.create(NAME, TEXT), secrets())).toBe(`${ground.words}: ${denied}`);
    await ground.sql.unsafe(`grant select, insert, update, delete on ${ground.table} to public`);
    expect(await store.create(NAME, TEXT)).toBe(true);
    expect(pauses).toEqual([]);
});

test.each([
    ["with a table", true, "cannot execute INSERT in a read-only transaction"],
    ["without a table", false, "cannot execute CREATE TABLE in a read-only transaction"],
])("a server that only reads, %s, is said after one try", async (_name, isMade, said) => {
    const address = await ground.addressFor("superuser");
    await ground.sql.unsafe(`alter role ${address.username} set default_transaction_read_only = on`);
    if (isMade) {
        await ground.open().store.create("b.1.json", TEXT);
    }
    const { store, pauses } = ground.openAt(address);
    expect(await store.list()).toEqual(isMade ? ["b.1.json"] : []);
    expect(await refusalOf(store.create(NAME, TEXT), secrets())).toBe(`${ground.words}: ${said}`);
    expect(pauses).toEqual([]);
});

test.each([
    ["nothing that makes names unique", COLUMNS, "there is no unique or exclusion constraint matching"],
    ["other columns", "id int", `column "name" of relation "journal_`],
])("a table with %s is no journal, and stays as it is", async (_name, columns, said) => {
    await make(columns);
    const { store, pauses } = ground.open();
    expect(await refusalOf(store.create(NAME, TEXT), secrets())).toContain(`${ground.words}: ${said}`);
    expect(await ground.sql.unsafe(`select * from ${ground.table}`)).toHaveLength(0);
    expect(pauses).toEqual([]);
});

test("a server without a connection left may have one in a moment", async () => {
    const address = await ground.addressFor("connection limit 0");
    const { store, pauses } = ground.openAt(address);
    expect(await failureOf(store.list(), secrets())).toBe(
        `too many connections for role "${address.username}"`,
    );
    expect(pauses).toEqual(PAUSES);
});

describe("a server without TLS", () => {
    test.each(["disable", "allow", "prefer"])("is used where sslmode is %s", async (mode) => {
        expect(await ground.openAt(withMode(mode)).store.create(NAME, TEXT)).toBe(true);
    });

    test.each(["require", "verify-ca", "verify-full"])(
        "is told nothing where sslmode is %s",
        async (mode) => {
            const { store } = ground.openAt(withMode(mode));
            expect(await refusalOf(store.create(NAME, TEXT), secrets())).toBe(
                `${ground.words}: Client network socket disconnected before secure TLS connection was established`,
            );
            const told = ground.proxy.received.toString("latin1");
            expect(told).not.toMatch(/pulumi|postgres|journal|aaaaaaaaaaaa/);
            expect(ground.proxy.connections).toBe(3);
        },
    );
});

test("an authority's certificate that cannot be read is a mistake in the address", async () => {
    const { store } = ground.openAt(withMode("verify-full", "/nowhere/ca.pem"));
    for (const call of [store.list(), store.create(NAME, TEXT)]) {
        const { code, message } = await failureAs(ApiTokenError, call);
        expect(code).toBe("ERR_INPUT");
        expect(message).toBe(
            "the journal's address names a sslrootcert that cannot be read: ENOENT: no such file or directory, open '/nowhere/ca.pem'",
        );
    }
    expect(ground.proxy.connections).toBe(0);
});
