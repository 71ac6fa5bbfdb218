import postgres from "postgres";
import { useDriverVariables } from "../../support/environment";
import { PostgresBackend } from "../../support/postgres-backend";
import { TcpProxy } from "../../support/tcp-proxy";
import { temporaryFolder } from "../../support/temporary-folder";
import { openStaged, type StagedStore, type StageOptions } from "./service-stage";

/** A password of users that the tests make. */
const PASSWORD = "pass-0123456789abcdef0123456789abcdef";

/** A PostgreSQL server during the tests of a file, faults on the way to it, and another table in it for each test. */
export class PostgresGround {
    readonly server = new PostgresBackend();
    private readonly home = temporaryFolder();
    private started: { readonly proxy: TcpProxy; readonly sql: postgres.Sql } | undefined;
    private restore: (() => void) | undefined;
    private tables = 0;

    constructor() {
        beforeAll(() => this.start());
        afterAll(() => this.stop());
        beforeEach(async () => {
            this.tables++;
            await this.proxy.open();
            this.proxy.reset();
        });
        afterEach(() => {
            this.proxy.sever();
        });
    }

    get proxy(): TcpProxy {
        return this.parts.proxy;
    }

    /** The server itself, as its administrator. */
    get sql(): postgres.Sql {
        return this.parts.sql;
    }

    get table(): string {
        return `journal_${this.tables}`;
    }

    /** The journal's address, as messages have it. */
    get words(): string {
        return `postgres://127.0.0.1:${this.proxy.port}/postgres (table ${this.table})`;
    }

    /** What no message may say. */
    get secrets(): string[] {
        return [this.server.environment.PGPASSWORD ?? "", PASSWORD];
    }

    /** Of a journal in the table of this test, by way of the proxy. */
    get address(): URL {
        const address = new URL(this.server.address(this.table));
        address.port = String(this.proxy.port);
        return address;
    }

    open(options?: StageOptions): StagedStore {
        return this.openAt(this.address, options);
    }

    openAt(address: URL, options?: StageOptions): StagedStore {
        return openStaged(address.href, this.home.path, options);
    }

    /** Makes a user, and the address of a journal that is theirs to use. */
    async addressFor(options: string): Promise<URL> {
        const user = `user_${this.tables}`;
        await this.sql.unsafe(`create role ${user} login password '${PASSWORD}' ${options}`);
        const address = this.address;
        address.username = user;
        address.password = PASSWORD;
        return address;
    }

    /** The text of an entry in the table. */
    async entry(name: string): Promise<unknown> {
        const rows = await this.sql`select entry from ${this.sql(this.table)} where name = ${name}`;
        return rows[0]?.entry;
    }

    private get parts() {
        if (this.started === undefined) {
            throw new Error("the server is not started");
        }
        return this.started;
    }

    private async start(): Promise<void> {
        await this.server.start();
        this.restore = useDriverVariables({ PGPASSWORD: this.server.environment.PGPASSWORD ?? "" });
        const proxy = new TcpProxy(Number(new URL(this.server.url).port));
        const sql = postgres(this.server.url, { max: 2, onnotice: () => undefined });
        this.started = { proxy, sql };
    }

    private async stop(): Promise<void> {
        this.restore?.();
        await this.started?.proxy.close();
        await this.started?.sql.end();
        await this.server.stop();
    }
}
