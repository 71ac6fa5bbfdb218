import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { type JournalAddress, parseAddress } from "../../src/journal/address";
import { journalLocation } from "../../src/journal/location";
import { repository } from "../support/stack";

/** A part of a document, as YAML and JSON have it. */
export type Part = Record<string, unknown>;

/** The page docs/backends.md. */
export const page = readFileSync(join(repository, "docs", "backends.md"), "utf8");
/** Its blocks of code. */
export const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", text = ""]) => ({
    language,
    text,
}));
export const snippets = blocks.filter(({ language }) => language === "yaml").map(({ text }) => text);

/** The documents of the snippet that has this line. */
export function snippet(line: string): Part[] {
    const found = snippets.filter((text) => text.split("\n").includes(line));
    expect(found).toHaveLength(1);
    return parseAllDocuments(found[0] ?? "").map((document) => document.toJS() as Part);
}

/** What is at a path in it; `undefined` where nothing is. */
export function at(part: unknown, ...path: (string | number)[]): unknown {
    return path.reduce<unknown>((value, key) => (value as Part | undefined)?.[key], part);
}

/** The files of a folder that have an ending, as one text. */
export function textsIn(folder: string, ending: string): string {
    const files = readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" });
    return files
        .filter((file) => file.endsWith(ending))
        .map((file) => readFileSync(join(repository, folder, file), "utf8"))
        .join("\n");
}

/** All sources that tell what this package reads. */
export function sources(): string {
    return textsIn("src", ".ts");
}

/** The place of the journal that a job's environment leads to. */
export function placeOf(environment: unknown): JournalAddress {
    return parseAddress(journalLocation(environment as NodeJS.ProcessEnv), "the page");
}

/** What waits for a request that is under way, before the journal is saved. */
export const wait =
    blocks.find(({ text }) => text.includes('"state": "intent"') && text.startsWith("for "))?.text ?? "";
