import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { unlessEmpty } from "../base/environment";
import { resolveSetting, type SettingSources } from "../base/setting";
import { parseAddress } from "./address";
import { backendAddress } from "./backend-address";

const SETTING = {
    argument: "journal",
    config: "pulumi-api-tokens:journal",
    variable: "PULUMI_API_TOKENS_JOURNAL",
};

/**
 * Where the journal is: config `pulumi-api-tokens:journal`, else `PULUMI_API_TOKENS_JOURNAL`, else `api-tokens` in
 * Pulumi's own folder. `backend` is beside Pulumi's own state. Throws `ERR_INPUT` for what is no address, or a path that
 * means another place in each folder it is used from.
 *
 * @returns an absolute path, or an address with all that leads there
 */
export function journalLocation(
    environment: NodeJS.ProcessEnv,
    config: SettingSources["config"] = () => undefined,
): string {
    const given = resolveSetting(SETTING, { config, environment });
    if (given === undefined) {
        return defaultFolder(environment);
    }
    const source = config(SETTING.config) === undefined ? SETTING.variable : SETTING.config;
    if (given === "backend") {
        const { address, origin } = backendAddress(environment, pulumiHome(environment), source);
        parseAddress(address, origin, false);
        return address;
    }
    parseAddress(given, source);
    return given;
}

/** A folder on this machine, for what concerns this machine alone: the journal's own, if it is one. */
export function localFolder(location: string, environment: NodeJS.ProcessEnv): string {
    return isAbsolute(location) ? location : defaultFolder(environment);
}

function defaultFolder(environment: NodeJS.ProcessEnv): string {
    return join(pulumiHome(environment), "api-tokens");
}

/** Pulumi's own folder. */
export function pulumiHome(environment: NodeJS.ProcessEnv): string {
    const home = unlessEmpty(environment.PULUMI_HOME);
    if (home !== undefined && !isAbsolute(home)) {
        parseAddress(home, "PULUMI_HOME");
    }
    return home ?? join(homedir(), ".pulumi");
}
