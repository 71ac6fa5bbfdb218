import type { PostgresAddress } from "../address";
import { loadDriver } from "./driver";
import { type EntryService, type ListedEntry, TIME_LIMIT } from "./entry-service";
import { optionsOf, PostgresConnection, PostgresFailure } from "./postgres-connection";

/** PostgreSQL's code for a table that is not there. */
const NO_TABLE = "42P01";

/** Of those who make a table at once, one may get any of these. */
const TABLE_IS_THERE = ["42P07", "42710", "23505"];

/** Entries as rows of one table, which is made when it is first needed. */
export async function openPostgres(address: PostgresAddress, timeLimit = TIME_LIMIT): Promise<EntryService> {
    const { default: connect } = await loadDriver("postgres", () => import("postgres"));
    const url = new URL(address.url);
    url.search = "";
    const options = optionsOf(address.url, timeLimit);
    return new PostgresTable(
        new PostgresConnection(() => connect(url.href, options), timeLimit),
        address.table,
    );
}

class PostgresTable implements EntryService {
    constructor(
        private readonly connection: PostgresConnection,
        private readonly table: string,
    ) {}

    async list(prefix: string): Promise<ListedEntry[]> {
        const rows = await this.connection
            .ask(
                (sql) => sql<{ name: string; age: number }[]>`
                    select name, extract(epoch from clock_timestamp() - written)::float8 * 1000 as age
                    from ${sql(this.table)} where starts_with(name, ${prefix})`,
            )
            .catch(noneWithoutTable);
        return rows.map(({ name, age }) => ({ name, age }));
    }

    async get(name: string): Promise<string | undefined> {
        const rows = await this.connection
            .ask(
                (sql) => sql<{ entry: string }[]>`
                    select entry from ${sql(this.table)} where name = ${name}`,
            )
            .catch(noneWithoutTable);
        return rows[0]?.entry;
    }

    async putNew(name: string, text: string): Promise<boolean> {
        try {
            return await this.insert(name, text);
        } catch (error) {
            if (!hasCode(error, [NO_TABLE])) {
                throw error;
            }
        }
        await this.makeTable().catch((error: unknown) => {
            if (!hasCode(error, TABLE_IS_THERE)) {
                throw error;
            }
        });
        return this.insert(name, text);
    }

    async put(name: string, text: string): Promise<void> {
        await this.connection.ask(
            (sql) => sql`
                insert into ${sql(this.table)} (name, entry, written) values (${name}, ${text}, clock_timestamp())
                on conflict (name) do update set entry = excluded.entry, written = excluded.written`,
        );
    }

    async delete(name: string): Promise<void> {
        await this.connection
            .ask((sql) => sql`delete from ${sql(this.table)} where name = ${name}`)
            .catch(noneWithoutTable);
    }

    private async insert(name: string, text: string): Promise<boolean> {
        const rows = await this.connection.ask(
            (sql) => sql`
                insert into ${sql(this.table)} (name, entry, written) values (${name}, ${text}, clock_timestamp())
                on conflict (name) do nothing returning name`,
        );
        return rows.length === 1;
    }

    private async makeTable(): Promise<void> {
        await this.connection.ask(
            (sql) => sql`
                create table if not exists ${sql(this.table)}
                (name text primary key, entry text not null, written timestamptz not null)`,
        );
    }
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
    return error instanceof PostgresFailure && codes.includes(error.code);
}

function noneWithoutTable(error: unknown): [] {
    if (hasCode(error, [NO_TABLE])) {
        return [];
    }
    throw error;
}
