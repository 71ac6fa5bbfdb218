import postgres from "postgres";
import { openStore } from "../../../src/journal/stores/open";
import { useDriverVariables } from "../../support/environment";
import { describeJournalStore } from "../../support/journal-store-contract";
import { PostgresBackend } from "../../support/postgres-backend";
import { temporaryFolder } from "../../support/temporary-folder";

const server = new PostgresBackend();
const home = temporaryFolder();
let restore: () => void;
let tables = 0;
let sql: postgres.Sql;

const NAME = "one.1.json";

beforeAll(async () => {
    await server.start();
    restore = useDriverVariables({ PGPASSWORD: server.environment.PGPASSWORD ?? "" });
    sql = postgres(server.url, { max: 1, onnotice: () => undefined });
});

afterAll(async () => {
    restore();
    await sql.end();
    await server.stop();
});

beforeEach(() => {
    tables++;
});

const store = (address: string) => openStore(address, { PULUMI_HOME: home.path });
const table = () => `journal_${tables}`;
const storeIn = (name: string) => store(server.address(name));

describeJournalStore("PostgreSQL", () => storeIn(table()), { step: 5, lag: 0 });

test("the table is made with the first entry, and neither by looking nor by removing", async () => {
    const made = () => sql`select 1 from pg_tables where tablename = ${table()}`;
    await storeIn(table()).list();
    await storeIn(table()).ages();
    await storeIn(table()).read(NAME);
    await storeIn(table()).remove([NAME]);
    expect(await made()).toHaveLength(0);
    await storeIn(table()).create(NAME, "text");
    expect(await made()).toHaveLength(1);
});

test("a table may be in a schema, which has to be there", async () => {
    const problem = await storeIn(`ops${tables}.journal`)
        .create(NAME, "text")
        .catch((error: unknown) => String(error));
    expect(problem).toContain(`schema "ops${tables}" does not exist`);
    await sql.unsafe(`create schema ops${tables}`);
    expect(await storeIn(`ops${tables}.journal`).create(NAME, "text")).toBe(true);
    expect(await sql.unsafe(`select name from ops${tables}.journal order by name`)).toMatchObject([
        { name: ".conditions" },
        { name: NAME },
    ]);
});

test("entries of another table are none of a journal's", async () => {
    await storeIn(table()).create(NAME, "text");
    await storeIn(`${table()}_b`).create("two.1.json", "text");
    expect(await storeIn(table()).list()).toEqual([NAME]);
    await storeIn(table()).remove(["two.1.json"]);
    expect(await storeIn(`${table()}_b`).list()).toEqual(["two.1.json"]);
});

test("a table that somebody else has made is taken as it is", async () => {
    await sql.unsafe(
        `create table ${table()} (note int, name varchar(100) unique, entry text, written timestamptz)`,
    );
    expect(await storeIn(table()).create(NAME, "text")).toBe(true);
    expect(await storeIn(table()).create(NAME, "another text")).toBe(false);
    await storeIn(table()).replace(NAME, "replaced");
    expect(await storeIn(table()).read(NAME)).toBe("replaced");
});

test("a password may be in the address, with what is special in it encoded", async () => {
    const password = "p@ss/w:rd?#%";
    await sql.unsafe(`create role special${tables} login superuser password '${password}'`);
    const address = new URL(server.address(table()));
    address.username = `special${tables}`;
    address.password = encodeURIComponent(password);
    const inAddress = store(address.href);
    expect(await inAddress.create(NAME, "text")).toBe(true);
    expect(inAddress.describe(NAME)).toBe(`postgres://${address.host}/postgres (table ${table()}, ${NAME})`);
});

test.each(["disable", "allow", "prefer"])("sslmode=%s reaches a server without TLS", async (mode) => {
    const address = new URL(server.address(table()));
    address.searchParams.set("sslmode", mode);
    expect(await store(address.href).create(NAME, "text")).toBe(true);
});
