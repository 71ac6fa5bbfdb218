import { randomBytes } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";

/** Whoever reads the file, or kills this process meanwhile, finds what was there before or the whole text. */
export function writeInOneStep(file: string, text: string): void {
    const draft = `${file}.${randomBytes(4).toString("hex")}`;
    try {
        writeFileSync(draft, text);
        renameSync(draft, file);
    } catch (error) {
        rmSync(draft, { force: true });
        throw error;
    }
}
