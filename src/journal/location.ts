import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { unlessEmpty } from "../base/environment";
import { ApiTokenError } from "../base/errors";

/**
 * Where the journal is: `PULUMI_API_TOKENS_JOURNAL`, else `api-tokens` in Pulumi's own folder. Throws `ERR_INPUT` for a
 * path that means another place in each folder it is used from.
 */
export function journalLocation(environment: NodeJS.ProcessEnv): string {
    const given = unlessEmpty(environment.PULUMI_API_TOKENS_JOURNAL);
    if (given === undefined) {
        return join(unlessEmpty(environment.PULUMI_HOME) ?? join(homedir(), ".pulumi"), "api-tokens");
    }
    if (!isAbsolute(given)) {
        const home = /^~\/?/.test(given)
            ? "no shell is there to replace ~: write the path of your home folder out, or $HOME where a shell reads it"
            : "write it from the root folder on, such as /var/lib/pulumi/api-tokens";
        throw new ApiTokenError(
            "ERR_INPUT",
            `PULUMI_API_TOKENS_JOURNAL must be an absolute path, and is ${JSON.stringify(given)}: ${home}`,
        );
    }
    return given;
}
