import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** What a pointer leads to: its name is in every state. */
const PROVIDERS = "pulumi-api-tokens/provider";

/** A library of a library of a company: no further. */
const MOST_LIBRARIES = 3;

/** Packages on the way to this one, as each is known to the one before it. */
type Way = readonly string[];

let known: Way | undefined;

/**
 * The text that state files keep as `__provider`: where a resource's provider is found, instead of the provider's own
 * code. Upgrading the package therefore upgrades every resource in every state, and state stays small.
 *
 * It is a file format: states of every age refer to `pulumi-api-tokens/provider` and the names it exports. No path is
 * in it, since states go from machine to machine.
 */
export function pointerTo(exportName: string): string {
    known ??= findWay(process.cwd());
    return pointerBy(known, exportName);
}

/**
 * The plugin process evaluates the text in the program's folder. Where the package cannot be found, a person reads its
 * sentence: an error with a stack would be printed with all of it.
 */
export function pointerBy([first, ...further]: Way, exportName: string): string {
    const quoted = JSON.stringify;
    if (first === undefined) {
        return (
            `exports.handler=()=>{try{return require(${quoted(PROVIDERS)}).${exportName}}catch(e){e.stack="";` +
            `e.message="add pulumi-api-tokens to this project";throw e}}`
        );
    }
    const steps = further.map((name) => `a=r.resolve(n=${quoted(name)},{paths:[a]});`);
    return (
        `exports.handler=(r=require,n=${quoted(first)},a)=>{try{a=r.resolve(n);${steps.join("")}` +
        `n="pulumi-api-tokens";return r(r.resolve(n+"/provider",{paths:[a,"."]})).${exportName}}` +
        `catch(e){e.stack="";e.message="add "+n;throw e}}`
    );
}

/**
 * How the package is found from a program's folder: by its name alone, or by way of libraries that depend on it, where
 * a package manager lets a project see nothing but its own dependencies.
 *
 * @returns the libraries; none also where nothing leads to it, as in a program that was bundled with all its packages
 */
export function findWay(folder: string): Way {
    const program = join(folder, "program.js");
    let ways: { readonly from: string; readonly way: Way }[] = [{ from: program, way: [] }];
    const seen = new Set<string>();
    for (let length = 0; length <= MOST_LIBRARIES; length++) {
        const found = ways.find(({ from }) => resolve(PROVIDERS, from) !== undefined);
        if (found !== undefined) {
            return found.way;
        }
        ways = ways.flatMap(({ from, way }) =>
            dependenciesOf(from).flatMap((name) => {
                const entry = resolve(name, from);
                if (entry === undefined || seen.has(entry)) {
                    return [];
                }
                seen.add(entry);
                return [{ from: entry, way: [...way, name] }];
            }),
        );
    }
    return [];
}

/** The file that a name means for the module in another file. */
function resolve(name: string, from: string): string | undefined {
    try {
        return createRequire(from).resolve(name);
    } catch {
        return undefined;
    }
}

/** The packages that the nearest package.json names. */
function dependenciesOf(file: string): string[] {
    for (let folder = dirname(file); ; folder = dirname(folder)) {
        const manifest = readManifest(join(folder, "package.json"));
        if (manifest !== undefined) {
            return Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
        }
        if (folder === dirname(folder)) {
            return [];
        }
    }
}

interface Manifest {
    readonly dependencies?: object;
    readonly optionalDependencies?: object;
}

function readManifest(file: string): Manifest | undefined {
    try {
        return JSON.parse(readFileSync(file, "utf8")) as Manifest;
    } catch {
        return undefined;
    }
}
