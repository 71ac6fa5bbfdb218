import { readFileSync } from "node:fs";
import type { Options, PendingQuery, Row } from "postgres";
import { messageOf } from "../../base/errors";
import type { PostgresAddress } from "../address";
import { loadDriver } from "./driver";
import { type EntryService, ServiceFailure } from "./entry-service";

/** For one request, in milliseconds. */
const TIMEOUT = 8000;

/** PostgreSQL's code for a table that is not there. */
const NO_TABLE = "42P01";

/** Of two who make a table at once, one may get either. */
const TABLE_IS_THERE = ["42P07", "23505"];

/**
 * What may pass: codes of the driver and of Node for connections, and of PostgreSQL for connections, transactions to be
 * tried again, resources such as the number of connections, and an operator's intervention.
 */
const TRANSIENT = /^(CONNECT|E[A-Z]+$|08|40|53|57)/;

/** Entries as rows of one table, which is made when it is first needed. */
export async function openPostgres(address: PostgresAddress): Promise<EntryService> {
    const { default: connect } = await loadDriver("postgres", () => import("postgres"));
    const url = new URL(address.url);
    url.search = "";
    const sql = connect(url.href, optionsOf(address.url.searchParams));
    const table = sql(address.table);
    const insert = (name: string, text: string) =>
        ask(sql`
            insert into ${table} (name, entry, written) values (${name}, ${text}, clock_timestamp())
            on conflict (name) do nothing returning name`);
    const makeTable = () =>
        ask(sql`
            create table if not exists ${table}
            (name text primary key, entry text not null, written timestamptz not null)`);
    return {
        async list(prefix) {
            const rows = await ask(sql<{ name: string; age: number }[]>`
                select name, extract(epoch from clock_timestamp() - written)::float8 * 1000 as age
                from ${table} where starts_with(name, ${prefix})`).catch(noneWithoutTable);
            return rows.map(({ name, age }) => ({ name, age }));
        },
        async get(name) {
            const rows = await ask(sql<{ entry: string }[]>`
                select entry from ${table} where name = ${name}`).catch(noneWithoutTable);
            return rows[0]?.entry;
        },
        async putNew(name, text) {
            try {
                return (await insert(name, text)).length === 1;
            } catch (error) {
                if (!hasCode(error, [NO_TABLE])) {
                    throw error;
                }
            }
            await makeTable().catch((error: unknown) => {
                if (!hasCode(error, TABLE_IS_THERE)) {
                    throw error;
                }
            });
            return (await insert(name, text)).length === 1;
        },
        async put(name, text) {
            await ask(sql`
                insert into ${table} (name, entry, written) values (${name}, ${text}, clock_timestamp())
                on conflict (name) do update set entry = excluded.entry, written = excluded.written`);
        },
        async delete(name) {
            await ask(sql`delete from ${table} where name = ${name}`).catch(noneWithoutTable);
        },
    };
}

function optionsOf(parameters: URLSearchParams): Options<Record<string, never>> {
    return {
        max: 1,
        idle_timeout: 1,
        connect_timeout: TIMEOUT / 1000,
        backoff: () => 0.2,
        // A pool of connections in front of the server keeps no statements.
        prepare: false,
        fetch_types: false,
        onnotice: () => undefined,
        ssl: tlsOf(parameters),
        connection: { application_name: "pulumi-api-tokens" },
    };
}

/** As PostgreSQL's own clients take `sslmode` and `sslrootcert`. */
function tlsOf(parameters: URLSearchParams): Exclude<Options<Record<string, never>>["ssl"], undefined> {
    const mode = parameters.get("sslmode") ?? "prefer";
    const file = parameters.get("sslrootcert");
    if (mode === "disable") {
        return false;
    }
    if (mode === "require" || mode === "prefer" || mode === "allow") {
        return mode;
    }
    const ca = file === null || file === "system" ? {} : { ca: readFileSync(file, "utf8") };
    return mode === "verify-ca" ? { ...ca, checkServerIdentity: () => undefined } : ca;
}

/** A failure with PostgreSQL's code. */
class PostgresFailure extends ServiceFailure {
    constructor(
        message: string,
        readonly code: string,
    ) {
        super(message, TRANSIENT.test(code));
    }
}

async function ask<T extends readonly Row[]>(query: PendingQuery<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => {
            query.cancel();
            reject(new PostgresFailure(`no answer within ${TIMEOUT / 1000} s`, "CONNECT_TIMEOUT"));
        }, TIMEOUT);
    });
    try {
        return (await Promise.race([query, tooLate])) as T;
    } catch (error) {
        const { code = "" } = error as { code?: string };
        throw error instanceof ServiceFailure ? error : new PostgresFailure(messageOf(error), code);
    } finally {
        clearTimeout(timer);
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
