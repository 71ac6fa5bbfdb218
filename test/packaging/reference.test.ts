import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../support/stack";
import { runCommand } from "./commands";

jest.setTimeout(120_000);

test("the reference is the one that the doc comments give now: `npm run reference` writes it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "reference-"));
    try {
        const { code, stdout } = await runCommand(
            process.execPath,
            ["scripts/reference.mjs", folder],
            repository,
        );
        expect({ code, stdout }).toMatchObject({ code: 0 });
        const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
            name.endsWith(".md"),
        );
        expect(files.length).toBeGreaterThan(3);
        const kept = join(repository, "docs", "reference");
        for (const name of files) {
            expect(readFileSync(join(kept, name), "utf8")).toBe(readFileSync(join(folder, name), "utf8"));
        }
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
});
