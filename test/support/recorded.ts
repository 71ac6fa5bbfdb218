import { chmodSync, cpSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "../../src/base/duration";
import { repository } from "./stack";

const RECORDED = join(repository, "test", "recorded", "0.1.0");

/** A file that version 0.1.0 left behind. */
export function recorded(file: string): string {
    return readFileSync(join(RECORDED, file), "utf8");
}

/** The recorded journal, with the mode and the ages that 0.1.0 left: a checkout knows nothing of them. */
export function copyRecordedJournal(to: string): void {
    cpSync(join(RECORDED, "journal"), to, { recursive: true });
    chmodSync(to, 0o700);
    const hourAgo = new Date(Date.now() - DAY / 24);
    for (const name of readdirSync(to)) {
        utimesSync(join(to, name), hourAgo, hourAgo);
    }
}
