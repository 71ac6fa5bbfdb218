import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { attempt } from "../base/attempt";
import { unlessEmpty } from "../base/environment";
import { ApiTokenError } from "../base/errors";
import { parseJson } from "../base/json";

/** Beside Pulumi's own `.pulumi`, which it alone writes to. */
const FOLDER = ".api-tokens";

/** Of a Pulumi project. */
export const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml"];

/** An address beside Pulumi's state, and where the state's was found. */
export interface BackendAddress {
    readonly address: string;
    readonly origin: string;
}

/**
 * The journal's address beside Pulumi's state, which is looked for where Pulumi looks: `PULUMI_BACKEND_URL`,
 * `backend.url` in the project file, and what `pulumi login` has left. Throws `ERR_INPUT` for a backend that a journal
 * cannot be kept in.
 */
export function backendAddress(
    environment: NodeJS.ProcessEnv,
    pulumiHome: string,
    source: string,
    folder = process.cwd(),
): BackendAddress {
    const found = findBackend(environment, pulumiHome, folder);
    if (found === undefined) {
        const problem = `${source} is "backend", and where Pulumi keeps its state is said nowhere: set PULUMI_BACKEND_URL, or run \`pulumi login\``;
        throw new ApiTokenError("ERR_INPUT", problem);
    }
    return { address: besides(found.address, source), origin: found.origin };
}

/** The address of Pulumi's state, and where it was found; nothing where Pulumi would ask. */
export function findBackend(
    environment: NodeJS.ProcessEnv,
    pulumiHome: string,
    folder = process.cwd(),
): BackendAddress | undefined {
    return (
        named("PULUMI_BACKEND_URL", unlessEmpty(environment.PULUMI_BACKEND_URL)) ??
        named("backend.url of the project file", projectBackend(folder)) ??
        named(
            "the address of pulumi login",
            currentLogin(unlessEmpty(environment.PULUMI_CREDENTIALS_PATH) ?? pulumiHome),
        )
    );
}

function named(origin: string, address: string | undefined): BackendAddress | undefined {
    return address === undefined ? undefined : { address, origin };
}

function besides(backend: string, source: string): string {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(backend)?.[1] ?? "";
    switch (scheme) {
        case "s3": {
            const [path = "", query] = backend.split("?", 2);
            return `${path.replace(/\/+$/, "")}/${FOLDER}${query === undefined ? "" : `?${query}`}`;
        }
        case "postgres":
        case "postgresql":
            return withoutTable(backend);
        case "file": {
            const [path = ""] = backend.split("?", 1);
            const home = /^file:\/\/~(\/.*)?$/.exec(path);
            const state = home === null ? attempt(() => fileURLToPath(path)) : join(homedir(), home[1] ?? "");
            if (state === undefined) {
                const problem = `${source} is "backend", and Pulumi's state is in a folder that another place may be meant by, ${path}: name the journal's own, from the root folder on`;
                throw new ApiTokenError("ERR_INPUT", problem);
            }
            return join(state, FOLDER);
        }
        default: {
            const problem = `${source} is "backend", and a journal cannot be kept in ${scheme === "" ? "what is no URL" : `${scheme}://`}: name a folder, s3://bucket/prefix, or postgres://user@host/database`;
            throw new ApiTokenError("ERR_INPUT", problem);
        }
    }
}

/** Pulumi's own table is no journal. */
function withoutTable(backend: string): string {
    if (!URL.canParse(backend)) {
        return backend;
    }
    const url = new URL(backend);
    url.searchParams.delete("table");
    return url.href;
}

/** Pulumi's file is looked for from the program's folder up. */
function projectBackend(folder: string): string | undefined {
    for (let place = folder; ; place = dirname(place)) {
        for (const name of PROJECT_FILES) {
            const text = attempt(() => readFileSync(join(place, name), "utf8"));
            if (text !== undefined) {
                return backendUrlIn(text);
            }
        }
        if (place === dirname(place)) {
            return undefined;
        }
    }
}

/** The one value that is needed, in the two ways in which YAML is written there; whoever writes another has the variable. */
function backendUrlIn(yaml: string): string | undefined {
    const block =
        /^backend:[ \t]*(?:#.*)?\r?\n(?:(?:[ \t]+\S.*|[ \t]*|#.*)\r?\n)*?[ \t]+url:[ \t]*(\S+)/m.exec(
            yaml,
        )?.[1];
    const flow = /^backend:[ \t]*\{[^}\n]*?\burl:[ \t]*([^\s,}]+)/m.exec(yaml)?.[1];
    return unlessEmpty((block ?? flow)?.replace(/^(["'])(.*)\1$/, "$2"));
}

function currentLogin(folder: string): string | undefined {
    const text = attempt(() => readFileSync(join(folder, "credentials.json"), "utf8"));
    const { current } = ((text === undefined ? undefined : parseJson(text)) ?? {}) as { current?: unknown };
    return typeof current === "string" ? unlessEmpty(current) : undefined;
}
