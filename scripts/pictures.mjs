// npm run pictures [-- demo | status]: makes the pictures of the README, what the demo shows at its end and a status page.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { root, runScript, setUp } from "./setup.mjs";

const folder = join(root, "docs", "pictures");

const makers = { demo: makeDemo, status: makePages };

await runScript(async () => {
    const environment = await setUp();
    for (const [name, make] of Object.entries(makers)) {
        if (process.argv.length < 3 || process.argv.includes(name)) {
            await make(environment);
        }
    }
    return 0;
});

/** @param {NodeJS.ProcessEnv} environment */
async function makeDemo(environment) {
    const { terminalSvg } = await import("./pictures/terminal-svg.mjs");
    const demo = spawn(process.execPath, [join(root, "scripts", "demo.mjs")], {
        env: { ...environment, FORCE_COLOR: "1" },
        stdio: ["ignore", "pipe", "inherit"],
    });
    const printed = await text(demo.stdout);
    // Folders of this machine are nobody's matter.
    const end = printed.slice(printed.indexOf("┌"), printed.indexOf("The same as a page"));
    const shown = end.split("\n").filter((line) => !line.includes("journal: "));
    const title = "npm run demo: a token is created, rotated, used by a second stack, and rotated again";
    write("demo.svg", terminalSvg(["$ npm run demo", "", ...shown].join("\n"), title));
}

async function makePages() {
    // Only now are its dependencies installed, and the package built.
    const { EXAMPLE_TIME, exampleReport } = await import("./pictures/example-report.mjs");
    const { startBrowser, openStatusPage } = (await import("./browser.cjs")).default;
    const require = createRequire(import.meta.url);
    const { statusPage } = /** @type {typeof import("../src/cli/status/page/page.js")} */ (
        require(join(root, "dist", "cli", "status", "page", "page.js"))
    );
    const chromium = await startBrowser();
    try {
        const file = join(chromium.folder, "page.html");
        writeFileSync(file, statusPage(exampleReport()));
        for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
            const viewport = { width: 1040, height: 1200 };
            const page = await chromium.browser.newPage({ colorScheme, viewport });
            await page.clock.setFixedTime(EXAMPLE_TIME);
            await openStatusPage(page, file);
            await page.click("[data-range=year]");
            const height = /** @type {number} */ (
                await page.evaluate("Math.ceil(document.body.getBoundingClientRect().height)")
            );
            const clip = { x: 0, y: 0, width: viewport.width, height };
            write(`status-${colorScheme}.png`, await page.screenshot({ clip }));
            await page.close();
        }
    } finally {
        await chromium.close();
    }
}

/**
 * @param {string} name
 * @param {string | Buffer} contents
 */
function write(name, contents) {
    writeFileSync(join(folder, name), contents);
    console.log(`docs/pictures/${name}: ${contents.length} bytes`);
}
