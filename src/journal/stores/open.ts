import { randomBytes } from "node:crypto";
import type { JournalStore } from "../store";
import { systemFiles } from "./file-system";
import { FolderStore } from "./folder";

/** The store at a journal's location. */
export function openStore(location: string): JournalStore {
    const unique = () => randomBytes(8).toString("hex");
    return new FolderStore(location, { files: systemFiles, unique, now: Date.now });
}
