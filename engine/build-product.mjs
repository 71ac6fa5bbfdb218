import { rmSync } from "node:fs";
import { openTemporaryFolder, publish } from "./cache.mjs";
import { findGo } from "./go-command.mjs";
import { untilStopped } from "./stop-signals.mjs";

/** @typedef {import("./go-build.mjs").Workshop} Workshop */

/**
 * Builds a product into this folder, which appears whole or not at all.
 * @param {import("./pin.mjs").Product} product
 * @param {string} final
 * @param {NodeJS.ProcessEnv} environment
 * @param {import("./progress.mjs").Report} report
 * @param {(folder: string, workshop: Workshop) => Promise<void>} work fills a folder with the product's files
 */
export async function buildProduct(product, final, environment, report, work) {
    await untilStopped(product, async (stop) => {
        const go = await findGo(product, environment, stop);
        const temporary = openTemporaryFolder(product, final);
        try {
            await work(temporary, { product, go, environment, stop, report });
            stop.throwIfAborted();
            publish(product, temporary, final);
        } finally {
            rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
        }
    });
}
