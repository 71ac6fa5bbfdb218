// CommonJS: the tests, the benchmark and the pictures use it.
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { chromium: playwright } = require("playwright-core");

/**
 * The types of that package are those of its ES module.
 * @type {(name: string) => { executablePath(): Promise<string> }}
 */
const load = require;

/**
 * A headless Chromium, which comes with the development dependencies and is unpacked into a folder of its own.
 *
 * @returns {Promise<{ browser: import("playwright-core").Browser, folder: string, close: () => Promise<void> }>}
 */
async function startBrowser() {
    const before = process.env.TMPDIR;
    const folder = mkdtempSync(path.join(tmpdir(), "browser-"));
    process.env.TMPDIR = folder;
    try {
        const executablePath = await load("@sparticuz/chromium").executablePath();
        const browser = await playwright.launch({ executablePath, args: ["--no-sandbox"] });
        const close = async () => {
            await browser.close();
            rmSync(folder, { recursive: true, force: true });
        };
        return { browser, folder, close };
    } catch (error) {
        rmSync(folder, { recursive: true, force: true });
        throw error;
    } finally {
        if (before === undefined) {
            delete process.env.TMPDIR;
        } else {
            process.env.TMPDIR = before;
        }
    }
}

/**
 * Opens a status page, and waits until it can be used.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} file
 * @returns {Promise<number>} how long that took, in milliseconds
 */
async function openStatusPage(page, file) {
    const begun = performance.now();
    await page.goto(`file://${file}`);
    await page.waitForFunction('document.documentElement.dataset.ready === "yes"');
    return performance.now() - begun;
}

module.exports = { startBrowser, openStatusPage };
