import { lchownSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PostgresError } from "./error.mjs";

/**
 * Whom the server runs as; nothing when it is the one who asks.
 * @typedef {{ uid?: number, gid?: number }} User
 * @returns {User}
 */
export function serverUser() {
    if (process.getuid?.() !== 0) {
        return {};
    }
    const users = readFileSync("/etc/passwd", "utf8").split("\n");
    const [, , uid, gid] = users.find((line) => line.startsWith("nobody:"))?.split(":") ?? [];
    if (uid === undefined) {
        throw new PostgresError(
            "PostgreSQL refuses to run as root, and /etc/passwd has no user `nobody` to run it as. " +
                "Add one, or run this as a user other than root.",
        );
    }
    return { uid: Number(uid), gid: Number(gid) };
}

/**
 * Makes a folder and all in it the server's own.
 * @param {string} folder
 * @param {User} user
 */
export function handOver(folder, { uid, gid }) {
    if (uid === undefined || gid === undefined) {
        return;
    }
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const file of [folder, ...files.map((name) => join(folder, name))]) {
        lchownSync(file, uid, gid);
    }
}
