import { readFileSync } from "node:fs";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import type { Options, PendingQuery, Row, Sql } from "postgres";
import { ApiTokenError, messageOf } from "../../base/errors";
import { ServiceFailure } from "./entry-service";

/**
 * What may pass: codes of the driver and of Node for connections, and of PostgreSQL for connections, transactions to be
 * tried again, resources such as the number of connections, and an operator's intervention.
 */
const TRANSIENT = /^(CONNECT|E[A-Z]+$|EAI_AGAIN$|08|40|53|57)/;

export function optionsOf(address: URL, timeLimit: number): Options<Record<string, never>> {
    return {
        max: 1,
        idle_timeout: 1,
        connect_timeout: timeLimit / 1000,
        backoff: () => 0.2,
        // A pool of connections in front of the server keeps no statements.
        prepare: false,
        fetch_types: false,
        onnotice: () => undefined,
        ssl: tlsOf(address),
        connection: { application_name: "pulumi-api-tokens" },
    };
}

/** As PostgreSQL's own clients take `sslmode` and `sslrootcert`. */
function tlsOf({ searchParams, hostname }: URL): Exclude<Options<Record<string, never>>["ssl"], undefined> {
    const mode = searchParams.get("sslmode") ?? "prefer";
    const file = searchParams.get("sslrootcert");
    if (mode === "disable") {
        return false;
    }
    if (mode === "require") {
        return mode;
    }
    if (mode === "prefer" || mode === "allow") {
        // The driver's own "allow" insists on TLS.
        return "prefer";
    }
    const ca = file === null || file === "system" ? {} : { ca: readCertificate(file) };
    // Without a word Node takes the host for localhost where it is an address of IP.
    const host = hostname.replace(/^\[|\]$/g, "");
    const verify = (_: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate);
    return { ...ca, checkServerIdentity: mode === "verify-ca" ? () => undefined : verify };
}

function readCertificate(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        const problem = `the journal's address names a sslrootcert that cannot be read: ${messageOf(error)}`;
        throw new ApiTokenError("ERR_INPUT", problem);
    }
}

/** A failure with PostgreSQL's code. */
export class PostgresFailure extends ServiceFailure {
    constructor(
        message: string,
        readonly code: string,
    ) {
        super(message, TRANSIENT.test(code));
    }
}

/** The connection to the server, made when it is needed. */
export class PostgresConnection {
    private sql: Sql | undefined;

    constructor(
        private readonly connect: () => Sql,
        private readonly timeLimit: number,
    ) {}

    async ask<T extends readonly Row[]>(query: (sql: Sql) => PendingQuery<T>): Promise<T> {
        const sql = (this.sql ??= this.connect());
        let timer: NodeJS.Timeout | undefined;
        const tooLate = new Promise<never>((_resolve, reject) => {
            timer = setTimeout(() => {
                const problem = `no answer within ${this.timeLimit / 1000} s`;
                reject(new PostgresFailure(problem, "CONNECT_TIMEOUT"));
            }, this.timeLimit);
        });
        try {
            return (await Promise.race([query(sql), tooLate])) as T;
        } catch (error) {
            const failure = toFailure(error);
            if (failure.isTransient) {
                this.leave(sql);
            }
            throw failure;
        } finally {
            clearTimeout(timer);
        }
    }

    /**
     * The next request goes another way: on this one it would wait behind the one without an answer, and the driver takes
     * what ended a connection for the next one's error. Not by the driver's `cancel`: that ends the process where it
     * cannot connect.
     */
    private leave(sql: Sql): void {
        if (this.sql === sql) {
            this.sql = undefined;
        }
        sql.end({ timeout: 0 }).catch(() => undefined);
    }
}

function toFailure(error: unknown): PostgresFailure {
    const { code = "" } = error as { code?: string };
    return error instanceof PostgresFailure ? error : new PostgresFailure(messageOf(error), code);
}
