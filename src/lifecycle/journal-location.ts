import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { unlessEmpty } from "../environment";

/** Where the journal is: `PULUMI_API_TOKENS_JOURNAL`, else `api-tokens` in Pulumi's own folder. */
export function journalFolder(environment: NodeJS.ProcessEnv): string {
    const { PULUMI_API_TOKENS_JOURNAL, PULUMI_HOME } = environment;
    const home = unlessEmpty(PULUMI_HOME) ?? join(homedir(), ".pulumi");
    return unlessEmpty(PULUMI_API_TOKENS_JOURNAL) ?? join(home, "api-tokens");
}

/** The file of an attempt (counted from 1) to have the successor of a token issued. */
export function attemptFile(folder: string, fingerprint: string, number: number): string {
    return join(folder, `${fingerprint}.${number}.json`);
}

/** Whether the journal knows anything of a token. Cheap: most runs find nothing, and need no more of the journal. */
export function hasAttempt(folder: string, fingerprint: string): boolean {
    return existsSync(attemptFile(folder, fingerprint, 1));
}
