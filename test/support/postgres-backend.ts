import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import postgres from "postgres";
import { repository } from "./stack";

/** A PostgreSQL server to keep state in. It ends with this process, even when that is killed. */
export class PostgresBackend {
    private server: ChildProcess | undefined;
    /** With user and password. */
    url = "";

    async start(): Promise<void> {
        const cli = join(repository, "postgres", "cli.mjs");
        const server = fork(cli, { execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"] });
        this.server = server;
        let said = "";
        server.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
        this.url = await new Promise((resolve, reject) => {
            server.once("message", (message: { url: string }) => {
                resolve(message.url);
            });
            server.once("close", () => {
                reject(new Error(said));
            });
        });
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

    async stop(): Promise<void> {
        if (this.server?.connected) {
            const ended = once(this.server, "exit");
            this.server.disconnect();
            await ended;
        }
    }
}
