/**
 * An environment without settings that would make a difference to what is measured.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(environment) {
    const others = /^((PULUMI|TE|NPM)_.*|NODE_OPTIONS|NODE_ENV|.+_PROXY)$/i;
    return Object.fromEntries(Object.entries(environment).filter(([name]) => !others.test(name)));
}
