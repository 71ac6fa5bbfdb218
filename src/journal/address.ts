import { isAbsolute } from "node:path";
import { attempt } from "../base/attempt";
import { ApiTokenError } from "../base/errors";

/** Where a journal is. */
export type JournalAddress =
    { readonly scheme: "folder"; readonly folder: string } | S3Address | PostgresAddress;

export interface S3Address {
    readonly scheme: "s3";
    readonly bucket: string;
    /** Empty, or with a slash at its end. */
    readonly prefix: string;
    /** By default as the driver finds it: `AWS_REGION`, or the profile's. */
    readonly region?: string;
    /** Of a store that is not Amazon's. */
    readonly endpoint?: string;
    readonly profile?: string;
    /** The bucket is named in the path, not in the host. By default so with an endpoint of one's own. */
    readonly pathStyle: boolean;
}

export interface PostgresAddress {
    readonly scheme: "postgres";
    readonly url: URL;
    readonly table: string;
}

const EXAMPLES = "an absolute path, s3://bucket/prefix, postgres://user@host/database, or backend";

const NO_URL = "is not a URL. Percent-encode what is special in its parts, such as @ in a password";

/** Of Pulumi's own addresses: what says nothing about where the journal is. */
const S3_PARAMETERS = ["region", "endpoint", "profile", "s3ForcePathStyle", "use_path_style", "disableSSL"];
const POSTGRES_PARAMETERS = ["table", "sslmode", "sslrootcert"];

/**
 * Reads an address. Throws `ERR_INPUT`, and names where the address was given; a password in it is never shown.
 *
 * @param source - such as `PULUMI_API_TOKENS_JOURNAL`
 * @param isStrict - whether a parameter that means nothing here is a mistake
 */
export function parseAddress(text: string, source: string, isStrict = true): JournalAddress {
    if (isAbsolute(text)) {
        return { scheme: "folder", folder: text };
    }
    if (text.startsWith("s3://")) {
        return parseS3(text, source, isStrict);
    }
    if (/^postgres(ql)?:\/\//.test(text)) {
        return parsePostgres(parseUrl(text, source), source, isStrict);
    }
    throw refused(source, unusable(text));
}

/** In words for a person, without a password. */
export function describeAddress(address: JournalAddress, name = ""): string {
    switch (address.scheme) {
        case "folder":
            return name === "" ? address.folder : `${address.folder}/${name}`;
        case "s3":
            return `s3://${address.bucket}/${address.prefix}${name}`;
        case "postgres": {
            const { host, pathname } = address.url;
            const row = name === "" ? "" : `, ${name}`;
            return `postgres://${host}${pathname} (table ${address.table}${row})`;
        }
    }
}

function parseS3(text: string, source: string, isStrict: boolean): S3Address {
    const url = parseUrl(text, source);
    const path = attempt(() => decodeURIComponent(url.pathname));
    if (path === undefined) {
        throw refused(source, NO_URL);
    }
    // In the text: a URL forgets the colon before a key that begins with a slash.
    if (!/^s3:\/\/[^/?#:@]+([/?#]|$)/.test(text)) {
        throw refused(source, "must name a bucket, and no key: s3://bucket/prefix?region=eu-central-1");
    }
    const parameters = parametersOf(url, S3_PARAMETERS, source, isStrict);
    const prefix = path.replace(/^\/+|\/+$/g, "");
    const endpoint = endpointOf(parameters, source);
    const { region, profile } = parameters;
    const pathStyle = parameters.use_path_style ?? parameters.s3ForcePathStyle;
    return {
        scheme: "s3",
        bucket: url.hostname,
        prefix: prefix === "" ? "" : `${prefix}/`,
        ...(region === undefined ? {} : { region }),
        ...(profile === undefined ? {} : { profile }),
        ...(endpoint === undefined ? {} : { endpoint }),
        pathStyle: pathStyle === undefined ? endpoint !== undefined : pathStyle === "true",
    };
}

/** Pulumi takes a host alone as well, with `disableSSL` for plain HTTP. */
function endpointOf({ endpoint, disableSSL }: Record<string, string>, source: string): string | undefined {
    if (endpoint === undefined) {
        return undefined;
    }
    const full = /^https?:\/\//.test(endpoint)
        ? endpoint
        : `${disableSSL === "true" ? "http" : "https"}://${endpoint}`;
    const url = URL.canParse(full) ? new URL(full) : undefined;
    if (url?.username !== "" || url.password !== "") {
        throw refused(source, "has an endpoint that is no address such as https://s3.example.com");
    }
    return full.replace(/\/+$/, "");
}

function parsePostgres(url: URL, source: string, isStrict: boolean): PostgresAddress {
    // Of a password with / or ? in it, what follows is taken for the database, and would be shown.
    if (`${url.pathname}${url.search}${url.hash}`.includes("@")) {
        throw refused(source, NO_URL);
    }
    const { table = "api_tokens_journal" } = parametersOf(url, POSTGRES_PARAMETERS, source, isStrict);
    if (url.hostname === "" || url.pathname.length < 2) {
        throw refused(source, "must name a host and a database: postgres://user@host/database");
    }
    if (!/^[a-z_][a-z0-9_]{0,62}(\.[a-z_][a-z0-9_]{0,62})?$/.test(table)) {
        throw refused(source, "has a table that is no plain name, such as api_tokens_journal or ops.journal");
    }
    return { scheme: "postgres", url, table };
}

function parametersOf(
    url: URL,
    known: readonly string[],
    source: string,
    isStrict: boolean,
): Record<string, string> {
    const unknown = [...url.searchParams.keys()].find((name) => !known.includes(name));
    if (isStrict && unknown !== undefined) {
        // Where a user is, a password may be, and may be what looks like a parameter.
        const name = url.search.includes("@") ? "that means nothing" : JSON.stringify(unknown);
        throw refused(source, `has a parameter ${name}, and takes ${known.join(", ")}`);
    }
    return Object.fromEntries(url.searchParams);
}

function parseUrl(text: string, source: string): URL {
    if (!URL.canParse(text)) {
        throw refused(source, NO_URL);
    }
    return new URL(text);
}

function unusable(text: string): string {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
    if (scheme !== undefined) {
        return `cannot be kept in ${scheme}://: give ${EXAMPLES}`;
    }
    if (text.includes("@") || text.includes("://")) {
        // An address with a slip in it may have a password.
        return `is no address: give ${EXAMPLES}`;
    }
    const hint = text.startsWith("~")
        ? "no shell is there to replace ~: write the path of your home folder out, or $HOME where a shell reads it"
        : "write it from the root folder on, such as /var/lib/pulumi/api-tokens";
    return `must be an absolute path, and is ${JSON.stringify(text)}: ${hint}`;
}

function refused(source: string, problem: string): ApiTokenError {
    return new ApiTokenError("ERR_INPUT", `${source} ${problem}`);
}
