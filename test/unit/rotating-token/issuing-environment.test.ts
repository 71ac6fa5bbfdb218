import { issuingEnvironment } from "../../../src/rotating-token/issuing-environment";

const passedOn = (name: string) => issuingEnvironment({ [name]: "value" });

test.each([
    "RUNNER_TRACKING_ID",
    "BUILD_ID",
    "JENKINS_NODE_COOKIE",
    "JENKINS_SERVER_COOKIE",
    "CI_JOB_ID",
    "GITHUB_RUN_ID",
    "PULUMI_ACCESS_TOKEN",
    "PULUMI_CONFIG_PASSPHRASE",
    "TE_TOKEN",
    "SECRETS_AWS_KEY",
    "MY_HTTP_PROXY",
    "HTTP_PROXY_HOST",
    "HOMEPAGE",
    "CLASSPATH",
])("%s does not reach the issuing process", (name) => {
    expect(passedOn(name)).toEqual({});
});

test.each([
    "NODE_OPTIONS",
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "NO_PROXY",
    "no_proxy",
    "ALL_PROXY",
    "PULUMI_API_TOKENS_JOURNAL",
    "PULUMI_API_TOKENS_TOTAL_TIMEOUT",
    "AWS_PROFILE",
    "AWS_REGION",
    "PGHOST",
    "PGSSLMODE",
    "HOME",
    "PATH",
    "TMPDIR",
    "TZ",
    "LANG",
    "LC_ALL",
    "SystemRoot",
    "windir",
])("%s does, as it is", (name) => {
    expect(passedOn(name)).toEqual({ [name]: "value" });
});
