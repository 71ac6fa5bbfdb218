import { readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { ObjectStore } from "../support/object-store";
import { PostgresBackend } from "../support/postgres-backend";

/** A place for a journal that outlives the machines that use it. */
export interface SharedStore {
    readonly name: string;
    start(): Promise<void>;
    stop(): Promise<void>;
    /** For `PULUMI_API_TOKENS_JOURNAL`, with what else a run needs in its environment. */
    environment(sandbox: string): Record<string, string>;
    /** What is kept, by name. */
    entries(): Promise<Map<string, string>>;
    /** Makes all of it so many milliseconds older, by the store's own clock. */
    age(milliseconds: number): Promise<void>;
}

/** A folder that all machines mount. */
export class SharedFolder implements SharedStore {
    readonly name = "a folder";
    private folder = "";

    start(): Promise<void> {
        return Promise.resolve();
    }

    stop(): Promise<void> {
        return Promise.resolve();
    }

    environment(sandbox: string): Record<string, string> {
        this.folder = join(sandbox, "shared-journal");
        return { PULUMI_API_TOKENS_JOURNAL: this.folder };
    }

    entries(): Promise<Map<string, string>> {
        return Promise.resolve(
            new Map(filesIn(this.folder).map((file) => [file, readFileSync(file, "utf8")])),
        );
    }

    age(milliseconds: number): Promise<void> {
        ageFiles(this.folder, milliseconds);
        return Promise.resolve();
    }
}

/** A bucket. */
export class SharedBucket implements SharedStore {
    readonly name = "S3";
    private readonly server = new ObjectStore();

    start(): Promise<void> {
        return this.server.start();
    }

    stop(): Promise<void> {
        return this.server.stop();
    }

    environment(): Record<string, string> {
        return { ...this.server.environment, PULUMI_API_TOKENS_JOURNAL: this.server.address("team/tokens") };
    }

    entries(): Promise<Map<string, string>> {
        return this.server.entries("team/tokens");
    }

    age(milliseconds: number): Promise<void> {
        ageFiles(this.server.data, milliseconds);
        return Promise.resolve();
    }
}

/** A table. */
export class SharedTable implements SharedStore {
    readonly name = "PostgreSQL";
    private readonly server = new PostgresBackend();

    start(): Promise<void> {
        return this.server.start();
    }

    stop(): Promise<void> {
        return this.server.stop();
    }

    environment(): Record<string, string> {
        const { PULUMI_BACKEND_URL = "", PGPASSWORD = "" } = this.server.environment;
        return { PULUMI_API_TOKENS_JOURNAL: PULUMI_BACKEND_URL, PGPASSWORD };
    }

    async entries(): Promise<Map<string, string>> {
        const rows = await this.query<{ name: string; entry: string }>(
            (sql) => sql`select name, entry from api_tokens_journal`,
        );
        return new Map(rows.map(({ name, entry }) => [name, entry]));
    }

    async age(milliseconds: number): Promise<void> {
        await this.query(
            (sql) =>
                sql`update api_tokens_journal set written = written - ${milliseconds} * interval '1 millisecond'`,
        );
    }

    private async query<T extends object>(
        run: (sql: postgres.Sql) => PromiseLike<readonly unknown[]>,
    ): Promise<readonly T[]> {
        const sql = postgres(this.server.url, { max: 1 });
        try {
            return (await run(sql)) as readonly T[];
        } catch (error) {
            // Nothing was ever kept.
            if ((error as { code?: string }).code === "42P01") {
                return [];
            }
            throw error;
        } finally {
            await sql.end();
        }
    }
}

function filesIn(folder: string): string[] {
    try {
        return readdirSync(folder, { recursive: true, encoding: "utf8" })
            .map((name) => join(folder, name))
            .filter((file) => statSync(file).isFile());
    } catch {
        return [];
    }
}

function ageFiles(folder: string, milliseconds: number): void {
    for (const file of filesIn(folder)) {
        const time = (statSync(file).mtimeMs - milliseconds) / 1000;
        utimesSync(file, time, time);
    }
}
