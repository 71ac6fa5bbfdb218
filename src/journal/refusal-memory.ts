import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { attempt } from "../base/attempt";
import { fingerprint } from "../base/fingerprint";
import { makeFolder } from "./stores/file-system";

/**
 * Which tokens were refused a short time ago, kept in the journal's folder for the next runs on this machine: a
 * schedule that fails again and again must not have the machine's address blocked. By fingerprint only.
 *
 * It is a help, never an obstacle: where it cannot be read or written, nothing is remembered.
 */
export class RefusalMemory {
    private readonly folder: string;

    constructor(
        journalFolder: string,
        /** In milliseconds; 0 remembers nothing. */
        private readonly duration: number,
        private readonly now: () => number,
    ) {
        this.folder = join(journalFolder, "refused");
    }

    /** When the token was refused, and until when it is not to be sent, if that time has not passed. */
    recall(endpoint: string, token: string): { refusedAt: number; until: number } | undefined {
        const refusedAt = this.read(this.file(endpoint, token));
        const until = (refusedAt ?? 0) + this.duration;
        // A refusal in the future is one of a clock that was wrong.
        return refusedAt === undefined || refusedAt > this.now() || until <= this.now()
            ? undefined
            : { refusedAt, until };
    }

    remember(endpoint: string, token: string): void {
        if (this.duration > 0) {
            attempt(() => {
                makeFolder(dirname(this.folder));
                makeFolder(this.folder);
                this.sweep();
                writeFileSync(this.file(endpoint, token), new Date(this.now()).toISOString(), {
                    mode: 0o600,
                });
            });
        }
    }

    forget(endpoint: string, token: string): void {
        attempt(() => {
            rmSync(this.file(endpoint, token), { force: true });
        });
    }

    private sweep(): void {
        for (const name of readdirSync(this.folder)) {
            const file = join(this.folder, name);
            if ((this.read(file) ?? 0) + this.duration <= this.now()) {
                rmSync(file, { force: true });
            }
        }
    }

    private read(file: string): number | undefined {
        const time = attempt(() => Date.parse(readFileSync(file, "utf8"))) ?? NaN;
        return Number.isNaN(time) ? undefined : time;
    }

    private file(endpoint: string, token: string): string {
        return join(this.folder, `${fingerprint(token)}-${fingerprint(endpoint)}`);
    }
}
