import { homedir } from "node:os";
import { join } from "node:path";
import { unlessEmpty } from "../base/environment";

/** Where the journal is: `PULUMI_API_TOKENS_JOURNAL`, else `api-tokens` in Pulumi's own folder. */
export function journalLocation(environment: NodeJS.ProcessEnv): string {
    const { PULUMI_API_TOKENS_JOURNAL, PULUMI_HOME } = environment;
    const home = unlessEmpty(PULUMI_HOME) ?? join(homedir(), ".pulumi");
    return unlessEmpty(PULUMI_API_TOKENS_JOURNAL) ?? join(home, "api-tokens");
}
