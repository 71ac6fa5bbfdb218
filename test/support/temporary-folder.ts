import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that exists during each test of the file. */
export function temporaryFolder(): { readonly path: string } {
    const folder = { path: "" };
    beforeEach(() => {
        folder.path = mkdtempSync(join(tmpdir(), "pulumi-api-tokens-unit-"));
    });
    afterEach(() => {
        rmSync(folder.path, { recursive: true, force: true });
    });
    return folder;
}
