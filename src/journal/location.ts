import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { unlessEmpty } from "../base/environment";
import { ApiTokenError } from "../base/errors";

/**
 * Where the journal is: `PULUMI_API_TOKENS_JOURNAL`, else `api-tokens` in Pulumi's own folder. Throws `ERR_INPUT` for a
 * path that means another place in each folder it is used from.
 */
export function journalLocation(environment: NodeJS.ProcessEnv): string {
    const journal = absolute("PULUMI_API_TOKENS_JOURNAL", environment);
    return journal ?? join(absolute("PULUMI_HOME", environment) ?? join(homedir(), ".pulumi"), "api-tokens");
}

function absolute(variable: string, environment: NodeJS.ProcessEnv): string | undefined {
    const path = unlessEmpty(environment[variable]);
    if (path === undefined || isAbsolute(path)) {
        return path;
    }
    const hint = path.startsWith("~")
        ? "no shell is there to replace ~: write the path of your home folder out, or $HOME where a shell reads it"
        : "write it from the root folder on, such as /var/lib/pulumi/api-tokens";
    throw new ApiTokenError(
        "ERR_INPUT",
        `${variable} must be an absolute path, and is ${JSON.stringify(path)}: ${hint}`,
    );
}
