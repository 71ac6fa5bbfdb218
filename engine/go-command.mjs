import { tmpdir } from "node:os";
import { goFailed, goMissing, goTooOld } from "./go-errors.mjs";
import { GoFailure, runGo } from "./go-process.mjs";
import { findOnPath } from "./path-lookup.mjs";
import { isAtLeast } from "./versions.mjs";

/** The first Go that fetches a newer one when a module asks for it. */
const firstSelfUpdating = "1.21.0";

/**
 * The `go` on PATH, if it can build modules of the product, by itself or by fetching a newer Go.
 * @param {import("./pin.mjs").Product} product
 * @param {NodeJS.ProcessEnv} environment
 * @param {AbortSignal} stop
 * @returns {Promise<string>}
 */
export async function findGo(product, environment, stop) {
    const { needsGo } = product.pins[0];
    const go = findOnPath("go", environment);
    if (go === undefined) {
        throw goMissing(product);
    }
    try {
        // Asked away from the modules: inside them Go would already be fetching the newer one.
        const args = ["env", "GOVERSION", "GOTOOLCHAIN"];
        const [said = "", toolchain = ""] = await runGo({ go, args, cwd: tmpdir(), environment, stop });
        const version = /go\d+(\.\d+)+/.exec(said)?.[0] ?? "";
        const fetchesNewer = isAtLeast(version, firstSelfUpdating) && /auto|path/.test(toolchain);
        if (!isAtLeast(version, needsGo) && !fetchesNewer) {
            throw goTooOld(said || "of an unknown version", product);
        }
        return go;
    } catch (error) {
        throw error instanceof GoFailure ? goFailed("tell its version", error, product) : error;
    }
}
