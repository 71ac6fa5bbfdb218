import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { describeAddress, type JournalAddress, parseAddress } from "../../../src/journal/address";
import { JournalRefusal } from "../../../src/journal/store";
import { type EntryService, ServiceFailure } from "../../../src/journal/stores/entry-service";
import { systemFiles } from "../../../src/journal/stores/file-system";
import { FolderStore } from "../../../src/journal/stores/folder";
import { openPostgres } from "../../../src/journal/stores/postgres";
import { RemoteStore } from "../../../src/journal/stores/remote";
import { openS3 } from "../../../src/journal/stores/s3";
import { failureAs } from "../../support/failure-of";
import { tracesOf } from "../../support/traces";

export const NAME = "aaaaaaaaaaaa.1.json";

/** What an entry holds. No message may say it. */
export const TEXT = '{"sealed":"c2VhbGVkIHRva2Vu"}';

/** The pauses before the second try, and before the third. */
export const PAUSES = [300, 1500];

/** A store at a service, which does not wait, and says what it would have waited for. */
export interface StagedStore {
    readonly store: RemoteStore;
    readonly pauses: number[];
    /** On this machine: what could not be sent yet. */
    readonly unsent: FolderStore;
}

export interface StageOptions {
    /** The time for one request. */
    readonly timeLimit?: number;
    /** What happens meanwhile, at each pause. */
    readonly meanwhile?: (pause: number) => Promise<void>;
}

export function openStaged(location: string, folder: string, options: StageOptions = {}): StagedStore {
    const address = parseAddress(location, "the journal");
    const unique = () => randomBytes(8).toString("hex");
    const unsent = new FolderStore(join(folder, "unsent"), { files: systemFiles, unique, now: Date.now });
    const pauses: number[] = [];
    const store = new RemoteStore({
        open: () => openService(address, options.timeLimit),
        describe: (name) => describeAddress(address, name),
        local: unsent,
        wait: async (milliseconds) => {
            pauses.push(milliseconds);
            await options.meanwhile?.(milliseconds);
        },
    });
    return { store, pauses, unsent };
}

function openService(address: JournalAddress, timeLimit?: number): Promise<EntryService> {
    if (address.scheme === "folder") {
        throw new Error("a folder is no service");
    }
    return address.scheme === "s3" ? openS3(address, timeLimit) : openPostgres(address, timeLimit);
}

/** A service on the way to which something can go wrong. */
interface Ground {
    readonly proxy: { open(): Promise<void>; close(): Promise<void> };
    /** The journal's address, as messages have it. */
    readonly words: string;
    /** What no message may say. */
    readonly secrets: readonly string[];
    open(options?: StageOptions): StagedStore;
}

/** With a service that is down every call fails, after three tries and with these words. */
export async function expectNothingWithout(ground: Ground, said: string): Promise<void> {
    const { secrets, words } = ground;
    const { store, pauses } = ground.open();
    await ground.proxy.close();
    expect(await refusalOf(store.create(NAME, TEXT), secrets)).toBe(`${words}: ${said}`);
    expect(await failureOf(store.list(), secrets)).toBe(said);
    expect(await failureOf(store.read(NAME), secrets)).toBe(said);
    expect(await failureOf(store.remove([NAME]), secrets)).toBe(said);
    expect(pauses).toEqual([...PAUSES, ...PAUSES, ...PAUSES, ...PAUSES]);
}

/** A service that comes back before the third try is none that was down. It is closed again at the end. */
export async function expectAllAfterThreeTries(ground: Ground): Promise<StagedStore> {
    const staged = ground.open({
        meanwhile: async (pause) => {
            await (pause === 1500 ? ground.proxy.open() : ground.proxy.close());
        },
    });
    const { store, pauses } = staged;
    await ground.proxy.close();
    expect(await store.create(NAME, TEXT)).toBe(true);
    await ground.proxy.close();
    expect(await store.list()).toEqual([NAME]);
    await ground.proxy.close();
    expect(await store.read(NAME)).toBe(TEXT);
    expect(pauses).toEqual([...PAUSES, ...PAUSES, ...PAUSES]);
    await ground.proxy.close();
    return staged;
}

/** What creating an entry is refused with: nothing may be asked for. */
export async function refusalOf(call: Promise<unknown>, secrets: readonly string[]): Promise<string> {
    return safe((await failureAs(JournalRefusal, call)).message, secrets);
}

/** What any other call fails with. */
export async function failureOf(call: Promise<unknown>, secrets: readonly string[]): Promise<string> {
    return safe((await failureAs(ServiceFailure, call)).message, secrets);
}

/** What replacing an entry fails with: it is kept here, and tried again. */
export async function lossOf(call: Promise<unknown>, secrets: readonly string[]): Promise<string> {
    const { message, cause } = await failureAs(Error, call);
    expect(cause).toBeInstanceOf(ServiceFailure);
    return safe(message, secrets);
}

/** A message, that must tell no secret. */
function safe(message: string, secrets: readonly string[]): string {
    expect([TEXT, ...secrets].flatMap((secret) => tracesOf(secret, message))).toEqual([]);
    return message;
}
