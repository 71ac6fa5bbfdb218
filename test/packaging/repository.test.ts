import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/stack";
import { runCommand } from "./commands";

jest.setTimeout(60_000);

const read = (name: string) => readFileSync(join(repository, name), "utf8");

test("the package depends on undici and zod, and takes the SDK and the drivers of journals as peers", () => {
    const manifest = JSON.parse(read("package.json")) as Record<string, object>;
    expect(Object.keys(manifest.dependencies ?? {}).sort()).toEqual(["undici", "zod"]);
    expect(Object.keys(manifest.peerDependencies ?? {})).toEqual([
        "@aws-sdk/client-s3",
        "@pulumi/pulumi",
        "postgres",
    ]);
    expect(manifest.peerDependenciesMeta).toEqual({
        "@aws-sdk/client-s3": { optional: true },
        postgres: { optional: true },
    });
    expect(manifest).not.toHaveProperty("optionalDependencies");
    expect(manifest).not.toHaveProperty("bundleDependencies");
});

test("the lock file names no address to download from, and pins every package by its hash", () => {
    const { packages } = JSON.parse(read("package-lock.json")) as {
        packages: Record<string, { resolved?: string; link?: boolean; integrity?: string }>;
    };
    const installed = Object.entries(packages).filter(
        ([path, { link }]) => path.includes("node_modules/") && link !== true,
    );
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(installed.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
});

test("no tracked file names a folder of the machine that it was written on", async () => {
    // In brackets, so that this file does not match itself.
    const folders = "(^|[^A-Za-z0-9._~:/-])/([w]ork|[r]oot|[h]ome/[a-z]+|[U]sers/[A-Za-z]+)/";
    const found = await runCommand("git", ["grep", "-I", "-n", "-E", folders], repository);
    expect(found.stdout).toBe("");
    expect(found.code).toBe(1);
});
