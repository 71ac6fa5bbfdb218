import {
    closeSync,
    existsSync,
    fsyncSync,
    linkSync,
    mkdirSync,
    openSync,
    renameSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/*
 * Files that are complete or not there, whatever instant the process or the machine stops at: content and folder are
 * synced to disk before a call returns.
 */

/** Creates a file, and its folder (mode 0700) when it is missing. @returns false when the file exists already. */
export function createFile(file: string, content: string, temporary: string): boolean {
    makeFolder(dirname(file));
    writeSynced(temporary, content);
    try {
        linkSync(temporary, file);
        return true;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") {
            return false;
        }
        throw error;
    } finally {
        rmSync(temporary, { force: true });
        syncFolder(dirname(file));
    }
}

/** Puts another content in a file's place. */
export function replaceFile(file: string, content: string, temporary: string): void {
    writeSynced(temporary, content);
    renameSync(temporary, file);
    syncFolder(dirname(file));
}

/** Removes files of one folder that are there. */
export function removeFiles(folder: string, files: string[]): void {
    for (const file of files) {
        rmSync(file, { force: true });
    }
    syncFolder(folder);
}

/** Makes a folder that only its owner may enter, unless it is there. */
export function makeFolder(folder: string): void {
    try {
        // Node's recursive mkdir never returns where the parent exists and takes no folder, such as in /proc.
        mkdirSync(folder, { recursive: !existsSync(dirname(folder)), mode: 0o700 });
    } catch (error) {
        // Another process may have made it meanwhile; whether it will do shows with the first file.
        if (!existsSync(folder)) {
            throw error;
        }
    }
}

function writeSynced(file: string, content: string): void {
    const descriptor = openSync(file, "wx", 0o600);
    try {
        writeFileSync(descriptor, content);
        fsyncSync(descriptor);
    } catch (error) {
        rmSync(file, { force: true });
        throw error;
    } finally {
        closeSync(descriptor);
    }
}

function syncFolder(folder: string): void {
    const descriptor = openSync(folder, "r");
    try {
        fsyncSync(descriptor);
    } finally {
        closeSync(descriptor);
    }
}
