import { ApiTokenError } from "./errors";
import { unlessEmpty } from "./environment";

/** A value that a user may give in several places. Precedence: argument, stack config, what an earlier run recorded, environment, default. */
export interface Setting {
    /** The argument of the resource or of the look-up. */
    readonly argument: string;
    /** The key in the stack's config, such as `thousandeyes:apiEndpoint`. */
    readonly config: string;
    /** The environment variable, such as `TE_API_ENDPOINT`. */
    readonly variable: string;
    readonly byDefault?: string;
}

/** What each place holds. */
export interface SettingSources {
    readonly argument?: string | undefined;
    readonly config: (key: string) => string | undefined;
    /** What an earlier run resolved: another machine's environment must not send a token elsewhere. */
    readonly recorded?: string | undefined;
    readonly environment: NodeJS.ProcessEnv;
}

/** The value that takes precedence, if there is any. */
export function resolveSetting(setting: Setting, sources: SettingSources): string | undefined {
    return (
        sources.argument ??
        sources.config(setting.config) ??
        sources.recorded ??
        unlessEmpty(sources.environment[setting.variable]) ??
        setting.byDefault
    );
}

/** Says how to give a setting that is needed: `what` names it, `value` is how the command is to go on. */
export function missingSetting({ argument, config, variable }: Setting, what: string, value = ""): string {
    const command =
        value === "" ? `pulumi config set --secret ${config}` : `pulumi config set ${config} ${value}`;
    return `no ${what}. Give the argument \`${argument}\`, run \`${command}\`, or set ${variable}`;
}

/** The value that takes precedence. Throws `ERR_NO_TOKEN` for a token that is missing. */
export function requireToken(setting: Setting, sources: SettingSources): string {
    const token = resolveSetting(setting, sources);
    if (token === undefined) {
        throw new ApiTokenError("ERR_NO_TOKEN", missingSetting(setting, "token"));
    }
    return token;
}

/** An address as it is kept: without a trailing slash, so that two ways of writing it are one. */
export function withoutTrailingSlash(address: string): string {
    // A JavaScript program may give anything; the check of the inputs names the fault.
    return typeof address === "string" ? address.replace(/\/+$/, "") : address;
}
