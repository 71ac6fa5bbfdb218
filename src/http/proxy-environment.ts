import { BlockList, isIP } from "node:net";
import { ApiTokenError } from "../base/errors";
import { attempt } from "../base/attempt";

/** The proxy that the environment names. */
export interface Proxy {
    /** Without user and password. */
    readonly address: string;
    /** The value of the header `Proxy-Authorization`. */
    readonly authorization?: string;
    /** Whether `NO_PROXY` takes a host out; its name as in a URL. */
    isExempt(hostname: string, port: string): boolean;
}

/** Those of curl for `https`, in its order. */
const VARIABLES = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

const HTTPS_PORT = "443";

/**
 * Reads `HTTPS_PROXY`, else `ALL_PROXY`, and `NO_PROXY`, in lower or upper case, as curl and Go do. Throws `ERR_INPUT`
 * for an address that cannot be a proxy's: it may hold a password, and is not repeated.
 */
export function proxyFrom(environment: NodeJS.ProcessEnv): Proxy | undefined {
    const values = VARIABLES.map((name) => [name, (environment[name] ?? "").trim()] as const);
    const named = values.find(([, value]) => value !== "");
    if (named === undefined) {
        return undefined;
    }
    const [variable, text] = named;
    const url = attempt(() => new URL(text.includes("://") ? text : `http://${text}`));
    if (url === undefined) {
        throw problem(variable, "is no address of a proxy");
    }
    if (url.protocol !== "http:" && url.protocol !== "https:") {
        throw problem(variable, `names a proxy of the kind ${url.protocol}//, which this package cannot use`);
    }
    const { username, password } = url;
    const credentials = `${unescaped(username)}:${unescaped(password)}`;
    return {
        address: url.origin,
        ...(username === "" ? {} : { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` }),
        isExempt: exemptions(environment.no_proxy ?? environment.NO_PROXY ?? ""),
    };
}

function problem(variable: string, what: string): ApiTokenError {
    return new ApiTokenError(
        "ERR_INPUT",
        `${variable} ${what}. Write one such as http://proxy.example.com:8080 or http://user:password@proxy.example.com:8080, or name the API's host in NO_PROXY`,
    );
}

/** A sign of percent that begins no code stands for itself, as with curl. */
function unescaped(text: string): string {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => attempt(() => decodeURIComponent(codes)) ?? codes);
}

/** `*`, names with all that end in them, addresses, and networks such as `10.0.0.0/8`; each may have a port. */
function exemptions(text: string): Proxy["isExempt"] {
    const entries = text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean);
    const networks = networksOf(entries);
    const names = entries.map(parseName);
    return (hostname, port) => {
        const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
        const family = isIP(host);
        return (
            entries.includes("*") ||
            (family !== 0 && networks.check(host, family === 6 ? "ipv6" : "ipv4")) ||
            names.some(
                (entry) =>
                    (entry.port === undefined || entry.port === (port || HTTPS_PORT)) &&
                    (host === entry.name || (family === 0 && host.endsWith(`.${entry.name}`))),
            )
        );
    };
}

function networksOf(entries: readonly string[]): BlockList {
    const networks = new BlockList();
    for (const entry of entries) {
        const [, address = "", bits = ""] = /^(.*)\/(\d{1,3})$/.exec(entry) ?? [];
        // It throws for a name, and for more bits than an address has: neither is a network.
        attempt(() => {
            networks.addSubnet(address, Number(bits), isIP(address) === 6 ? "ipv6" : "ipv4");
        });
    }
    return networks;
}

function parseName(entry: string): { name: string; port: string | undefined } {
    const [, inBrackets, afterBrackets] = /^\[(.*)\](?::(\d+))?$/.exec(entry) ?? [];
    if (inBrackets !== undefined) {
        return { name: inBrackets, port: afterBrackets };
    }
    if (isIP(entry) === 6) {
        return { name: entry, port: undefined };
    }
    const [, name = entry, port] = /^(.*):(\d+)$/.exec(entry) ?? [];
    return { name: name.replace(/^\*?\./, ""), port };
}
