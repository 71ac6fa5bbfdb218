import postgres from "postgres";
import { ForkedServer } from "./forked-server";

/** A PostgreSQL server to keep state in. It ends with this process, even when that is killed. */
export class PostgresBackend {
    private readonly server = new ForkedServer<{ url: string }>("postgres");
    /** With user and password. */
    url = "";

    async start(): Promise<void> {
        this.url = (await this.server.start()).url;
    }

    stop(): Promise<void> {
        return this.server.stop();
    }

    /** What leads Pulumi here: the address alone, and the password in the variable that PostgreSQL's clients read. */
    get environment(): Record<string, string> {
        const url = new URL(this.url);
        const { password } = url;
        url.password = "";
        return { PULUMI_BACKEND_URL: url.href, PGPASSWORD: password };
    }

    /** Of a journal in a table, without the password. */
    address(table: string): string {
        const url = new URL(this.url);
        url.password = "";
        url.searchParams.set("table", table);
        return url.href;
    }

    /** All files that Pulumi keeps here, by name. */
    async files(): Promise<Map<string, string>> {
        const sql = postgres(this.url, { max: 1 });
        try {
            const rows = await sql<
                { key: string; data: { data: string } }[]
            >`select key, data from pulumi_state`;
            return new Map(rows.map(({ key, data }) => [key, Buffer.from(data.data, "base64").toString()]));
        } finally {
            await sql.end();
        }
    }
}
