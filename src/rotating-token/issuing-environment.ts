/** Of Node, of the network, of this package, and of the stores that a journal may be in. */
const NEEDED =
    /^(NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(HTTPS?|NO|ALL)_PROXY|PULUMI_(HOME|API_TOKENS_.*)|AWS_.*|PG.*|HOME|PATH|TMPDIR|TZ|LANG|LC_ALL|SYSTEMROOT|WINDIR)$/i;

/**
 * The environment of the issuing process: what it needs, and nothing else.
 *
 * A runner that cleans up after a cancelled job ends every process that has its variables, such as `RUNNER_TRACKING_ID`
 * (GitHub), `BUILD_ID` and `JENKINS_NODE_COOKIE` (Jenkins): a request under way would be cut off with the run.
 */
export function issuingEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return Object.fromEntries(Object.entries(environment).filter(([name]) => NEEDED.test(name)));
}
