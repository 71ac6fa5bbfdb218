import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describeAddress, type JournalAddress, parseAddress } from "../address";
import { localFolder } from "../location";
import type { JournalStore } from "../store";
import type { EntryService } from "./entry-service";
import { systemFiles } from "./file-system";
import { FolderStore } from "./folder";
import { RemoteStore } from "./remote";

/** In a folder on this machine: what could not be written to the service yet. */
const UNSENT = "unsent";

/** The store at a journal's location. */
export function openStore(location: string, environment: NodeJS.ProcessEnv = process.env): JournalStore {
    const address = parseAddress(location, "the journal", false);
    if (address.scheme === "folder") {
        return openFolder(address.folder);
    }
    return new RemoteStore({
        open: () => openService(address),
        describe: (name) => describeAddress(address, name),
        local: openFolder(join(localFolder(location, environment), UNSENT)),
        wait: (milliseconds) => wait(milliseconds),
    });
}

function openFolder(folder: string): FolderStore {
    const unique = () => randomBytes(8).toString("hex");
    return new FolderStore(folder, { files: systemFiles, unique, now: Date.now });
}

async function openService(address: Exclude<JournalAddress, { scheme: "folder" }>): Promise<EntryService> {
    return address.scheme === "s3"
        ? (await import("./s3.js")).openS3(address)
        : (await import("./postgres.js")).openPostgres(address);
}
