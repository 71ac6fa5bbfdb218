import {
    closeSync,
    constants,
    existsSync,
    fsyncSync,
    linkSync,
    lstatSync,
    mkdirSync,
    openSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** What a folder is, as far as it matters whether secrets may be put in it. */
export interface FolderFacts {
    /** A folder, and no link to one. */
    readonly isFolder: boolean;
    /** Belongs to the user of this process. */
    readonly isOurs: boolean;
    /** Nobody else may enter it. */
    readonly isPrivate: boolean;
}

/** As much of a file system as a journal needs, one step at a time. Links are not followed. Errors have Node's codes. */
export interface FileSystem {
    /** Makes a folder that only its owner may enter, and those above it, unless it is there. */
    makeFolder(folder: string): Promise<void>;
    factsOf(folder: string): Promise<FolderFacts | undefined>;
    list(folder: string): Promise<string[]>;
    read(file: string): Promise<string>;
    /** Makes a file (mode 0600) that is not there. */
    create(file: string, text: string): Promise<void>;
    /** Writes over a file that is there, and is at least as long. */
    overwrite(file: string, text: string): Promise<void>;
    /** Returns once the file's content is on the disk. */
    sync(file: string): Promise<void>;
    /** The same for the names in a folder. */
    syncFolder(folder: string): Promise<void>;
    /** Gives a file another name, that is not taken. */
    link(from: string, to: string): Promise<void>;
    /** Moves a file to a name, and takes the place of what had it. */
    rename(from: string, to: string): Promise<void>;
    /** Removes a file that may be gone. */
    remove(file: string): Promise<void>;
    /** When a file was last written, by the clock of the file system: milliseconds since 1970. */
    modifiedAt(file: string): Promise<number>;
}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;

/**
 * The file system of this machine. Its calls block: between the answer with a new token and the disk nothing else has
 * its turn.
 */
export const systemFiles: FileSystem = {
    makeFolder: inTurn(makeFolder),
    factsOf: inTurn(factsOf),
    list: inTurn((folder) => readdirSync(folder)),
    read: inTurn((file) => withFile(file, O_RDONLY, (descriptor) => readFileSync(descriptor, "utf8"))),
    create: inTurn((file, text) => {
        withFile(file, O_WRONLY | O_CREAT | O_EXCL, (descriptor) => {
            writeFileSync(descriptor, text);
        });
    }),
    overwrite: inTurn((file, text) => {
        withFile(file, O_WRONLY, (descriptor) => {
            writeFileSync(descriptor, text);
        });
    }),
    sync: inTurn((file) => {
        withFile(file, O_RDONLY, fsyncSync);
    }),
    syncFolder: inTurn((folder) => {
        withFile(folder, O_RDONLY, fsyncSync);
    }),
    link: inTurn(linkSync),
    rename: inTurn(renameSync),
    remove: inTurn((file) => {
        rmSync(file, { force: true });
    }),
    modifiedAt: inTurn((file) => lstatSync(file).mtimeMs),
};

/** What throws becomes a rejection. */
function inTurn<A extends unknown[], T>(run: (...args: A) => T): (...args: A) => Promise<T> {
    // eslint-disable-next-line @typescript-eslint/require-await -- for what it throws
    return async (...args) => run(...args);
}

function withFile<T>(file: string, flags: number, use: (descriptor: number) => T): T {
    const descriptor = openSync(file, flags | O_NOFOLLOW, 0o600);
    try {
        return use(descriptor);
    } finally {
        closeSync(descriptor);
    }
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

function factsOf(folder: string): FolderFacts | undefined {
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    return stat === undefined
        ? undefined
        : {
              isFolder: stat.isDirectory(),
              isOurs: process.getuid === undefined || stat.uid === process.getuid(),
              isPrivate: process.getuid === undefined || (stat.mode & 0o077) === 0,
          };
}
