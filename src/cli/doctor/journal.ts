import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute } from "node:path";
import { messageOf } from "../../base/errors";
import { openStore } from "../../journal/stores/open";
import { locationFrom } from "../journal-commands/location";
import type { Finding } from "./check";

/** Creates, lists, reads and removes a probe, and says whether what is kept there outlives this machine, as far as can be seen. */
export async function checkJournal(
    address: string | undefined,
    environment: NodeJS.ProcessEnv,
): Promise<Finding> {
    const what = "journal";
    const location = locate(address);
    if ("words" in location) {
        return { what, level: "broken", ...location };
    }
    const store = openStore(location.place);
    // No entry and no note has such a name: runs pass it over.
    const name = `probe-${randomBytes(6).toString("hex")}.json`;
    const text = "{}";
    try {
        const isCreated = await store.create(name, text);
        const found = await store.read(name);
        const isListed = (await store.list("probe-")).includes(name);
        await store.remove([name]);
        if (!isCreated || !isListed || found !== text || (await store.read(name)) !== undefined) {
            throw new Error("a probe was not kept as it was written");
        }
    } catch (error) {
        const words = `${store.describe()} cannot be used: ${messageOf(error)}`;
        return { what, level: "broken", words, todo: store.advice };
    }
    const words = `${store.describe()}: a probe was created, listed, read and removed`;
    const why = whyItMayGo(location.place, environment);
    return why === undefined
        ? { what, level: "fine", words }
        : {
              what,
              level: "soon",
              words: `${words}. It may not outlive this machine: ${why}`,
              todo: "Keep the journal where the next run finds it: PULUMI_API_TOKENS_JOURNAL=backend, a bucket or a database",
          };
}

function locate(address: string | undefined): { place: string } | { words: string } {
    try {
        return { place: locationFrom(address) };
    } catch (error) {
        return { words: messageOf(error) };
    }
}

/** Why a folder may be gone at the next run. */
export function whyItMayGo(place: string, environment: NodeJS.ProcessEnv): string | undefined {
    if (!isAbsolute(place)) {
        return undefined;
    }
    if ((environment.CI ?? "") !== "") {
        return "it is a folder on a CI runner";
    }
    if (place.startsWith(`${tmpdir()}/`) || place.startsWith("/tmp/")) {
        return "it is a folder for temporary files";
    }
    const inContainer = existsSync("/.dockerenv") || environment.KUBERNETES_SERVICE_HOST !== undefined;
    return inContainer ? "it is a folder in a container, unless a volume is mounted there" : undefined;
}
