import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findWay, pointerBy } from "../../../src/pulumi/provider-pointer";

let root: string;
let project: string;

beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "pointer-")));
    project = join(root, "project");
    write("project/package.json", { dependencies: { "@acme/components": "1" } });
});

afterEach(() => {
    rmSync(root, { recursive: true, force: true });
});

function write(file: string, content: object | string): void {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
}

/** A package in a store, which nobody sees but by a link. */
function store(name: string, dependencies: string[] = [], entry: object = { main: "index.js" }): void {
    const manifest = {
        name,
        ...entry,
        dependencies: Object.fromEntries(dependencies.map((other) => [other, "1"])),
    };
    write(`store/${name}/package.json`, manifest);
    write(`store/${name}/index.js`, "");
    for (const other of dependencies) {
        link(other, join("store", name));
    }
}

/** The package itself, with a provider that tells its name. */
function storeProvider(): void {
    store("pulumi-api-tokens", [], { main: "index.js", exports: { "./provider": "./provider.js" } });
    write("store/pulumi-api-tokens/provider.js", 'exports.thousandeyesApiToken = "the provider";');
}

/** Lets a folder see a package. */
function link(name: string, from: string): void {
    const place = join(root, from, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(root, "store", name), place);
}

/** Evaluates a text in the project's folder, as the SDK does, and gives what it leads to or all that is printed of the error. */
function evaluate(text: string): string {
    const script = `try { console.log(require(process.argv[1])(process.argv[2]).handler()); }
        catch (error) { console.log(\`\${error}: \${error.stack}\`); }`;
    const args = ["-e", script, require.resolve("require-from-string"), text];
    return execFileSync(process.execPath, args, { cwd: project, encoding: "utf8" }).trim();
}

const pointer = () => pointerBy(findWay(project), "thousandeyesApiToken");

test("a project that sees the package is led to it by its name", () => {
    storeProvider();
    link("pulumi-api-tokens", "project");
    expect(findWay(project)).toEqual([]);
    expect(evaluate(pointer())).toBe("the provider");
});

test("a project that sees only a library is led by way of that library", () => {
    storeProvider();
    store("@acme/components", ["pulumi-api-tokens"]);
    link("@acme/components", "project");
    expect(findWay(project)).toEqual(["@acme/components"]);
    expect(evaluate(pointer())).toBe("the provider");
});

test("a library that gets the package from another library leads by way of both", () => {
    storeProvider();
    store("platform", ["pulumi-api-tokens"]);
    store("@acme/components", ["platform"]);
    link("@acme/components", "project");
    expect(findWay(project)).toEqual(["@acme/components", "platform"]);
    expect(evaluate(pointer())).toBe("the provider");
});

test("libraries that depend on each other, and one that cannot be asked for, lead nowhere and end", () => {
    store("ends", ["@acme/components"], { exports: { import: "./index.js" } });
    store("turns", ["@acme/components"]);
    store("@acme/components", ["turns", "ends"]);
    link("@acme/components", "project");
    expect(findWay(project)).toEqual([]);
});

test("where nothing leads to the package, one sentence says what to add", () => {
    expect(evaluate(pointer())).toBe("Error: add pulumi-api-tokens to this project:");
});

test("where the library is gone, the sentence names the library", () => {
    expect(evaluate(pointerBy(["@acme/components"], "thousandeyesApiToken"))).toBe(
        "Error: add @acme/components:",
    );
});

test("where the library is there without the package, adding the package to the project helps", () => {
    store("@acme/components");
    link("@acme/components", "project");
    const text = pointerBy(["@acme/components"], "thousandeyesApiToken");
    expect(evaluate(text)).toBe("Error: add pulumi-api-tokens:");
    storeProvider();
    link("pulumi-api-tokens", "project");
    expect(evaluate(text)).toBe("the provider");
});

test.each(["thousandeyesApiToken", "versioApiToken", "cutoverUserAppToken"])(
    "the text that leads to %s has under 200 bytes, without the name of a library",
    (name) => {
        expect(Buffer.byteLength(pointerBy([], name))).toBeLessThan(200);
        expect(
            Buffer.byteLength(pointerBy(["@acme/components"], name)) - "@acme/components".length,
        ).toBeLessThan(200);
    },
);
