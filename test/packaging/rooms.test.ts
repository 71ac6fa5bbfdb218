import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { repository } from "../support/stack";

/** What each file imports of its own folder's files, type-only imports included. */
function importsOf(folder: string): Map<string, string[]> {
    const names = readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" });
    const files = names.filter((name) => name.endsWith(".ts")).map((name) => join(repository, folder, name));
    return new Map(
        files.map((file) => {
            const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
            const own = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith("."));
            return [named(file), own.map((name) => named(resolved(join(dirname(file), name))))];
        }),
    );
}

function resolved(path: string): string {
    const base = path.replace(/\.js$/, "");
    const candidates = [`${base}.ts`, join(base, "index.ts")];
    return candidates.find((file) => existsSync(file)) ?? base;
}

function named(file: string): string {
    return relative(repository, file);
}

/** The first way that leads from a file back to itself, if there is one. */
function circleIn(imports: Map<string, string[]>): string[] | undefined {
    const done = new Set<string>();
    const walk = (file: string, way: string[]): string[] | undefined => {
        if (way.includes(file)) {
            return [...way.slice(way.indexOf(file)), file];
        }
        if (done.has(file)) {
            return undefined;
        }
        for (const next of imports.get(file) ?? []) {
            const circle = walk(next, [...way, file]);
            if (circle !== undefined) {
                return circle;
            }
        }
        done.add(file);
        return undefined;
    };
    for (const file of imports.keys()) {
        const circle = walk(file, []);
        if (circle !== undefined) {
            return circle;
        }
    }
    return undefined;
}

test.each(["src", "simulator/src"])(
    "no imports of %s lead in a circle, those of types included",
    (folder) => {
        const imports = importsOf(folder);
        expect(imports.size).toBeGreaterThan(30);
        expect(circleIn(imports)).toBeUndefined();
    },
);

test("a circle would be found", () => {
    const circle = new Map([
        ["one", ["two"]],
        ["two", ["three"]],
        ["three", ["two"]],
    ]);
    expect(circleIn(circle)).toEqual(["two", "three", "two"]);
});

test("one rotation is told in at most 12 files, which are there and in the order of CONTRIBUTING.md", () => {
    const text = readFileSync(join(repository, "CONTRIBUTING.md"), "utf8");
    const section = /## Follow one rotation\n(.*?)\n## /s.exec(text)?.[1] ?? "";
    const files = [...section.matchAll(/^\d+\. `(src\/[^`]+)`/gm)].map(([, file = ""]) => file);
    expect(files.length).toBeGreaterThan(8);
    expect(files.length).toBeLessThanOrEqual(12);
    expect(files.filter((file) => !existsSync(join(repository, file)))).toEqual([]);
});
