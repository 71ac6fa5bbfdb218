import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { openStatusPage, startBrowser } from "../../scripts/browser.cjs";
import { statusPage } from "../../src/cli/status/page/page";
import { type StatusReport, statusReport } from "../../src/cli/status/report";
import { largeReport, REPORTED } from "../support/status-report";

jest.setTimeout(120_000);

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const report = largeReport(1000, 20);
let chromium: Awaited<ReturnType<typeof startBrowser>>;

beforeAll(async () => {
    chromium = await startBrowser();
});

afterAll(() => chromium.close());

/** Opens the page of a report. What it asks the network for, or complains of, is noted. */
async function open(shown: StatusReport, options: Parameters<Browser["newContext"]>[0] = {}) {
    const { browser, folder } = chromium;
    const file = join(folder, "page.html");
    writeFileSync(file, statusPage(shown));
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const noted: string[] = [];
    page.on("console", (message) => noted.push(message.text()));
    page.on("pageerror", (error) => noted.push(error.message));
    page.on("request", (request) => noted.push(request.url()));
    await page.clock.setFixedTime(REPORTED);
    await openStatusPage(page, file);
    return { page, noted, bytes: statSync(file).size, close: () => context.close() };
}

const visible = (page: Page) => page.locator("#rows tr:visible").count();

test("a page of 1,000 tokens has at most 300 kB, and asks the network for nothing", async () => {
    const { page, noted, bytes, close } = await open(report);
    expect(bytes).toBeLessThanOrEqual(300_000);
    expect(await visible(page)).toBe(1000);
    expect(noted.filter((one) => !one.startsWith("file:"))).toEqual([]);
    expect(noted).toHaveLength(1);
    await close();
});

test("it filters by level, system and words, and sorts by each column", async () => {
    const { page, close } = await open(largeReport(40, 4));
    // Rows that are not drawn yet have no inner text.
    const firstName = () => page.locator("#rows tr:visible th b").first().textContent();
    const broken = page.locator('[data-level="2"]');
    const count = Number(await broken.locator("b").innerText());
    await broken.click();
    expect(await visible(page)).toBe(count);
    expect(await broken.getAttribute("aria-pressed")).toBe("true");
    await broken.click();
    await page.selectOption("#system", "Versio.io");
    const systems = await page.locator("#rows tr:visible").allTextContents();
    expect(systems.filter((text) => !text.includes("Versio.io"))).toEqual([]);
    await page.selectOption("#system", "");
    await page.fill("#search", "stack-2 alerts");
    expect(await visible(page)).toBe(1);
    await page.fill("#search", "nothing like that");
    expect(await page.locator("#empty").isVisible()).toBe(true);
    await page.fill("#search", "");
    await page.click("th[data-order=name] button");
    expect(await page.locator("th[data-order=name]").getAttribute("aria-sort")).toBe("ascending");
    expect(await firstName()).toBe("alerts-4");
    await page.click("th[data-order=ends] button");
    // Those whose end nobody knows come last.
    const ends = (await page.locator("#rows .ends").allTextContents()).map(
        (end) => /\d{4}-\d\d-\d\d.*$/.exec(end)?.[0] ?? "unknown",
    );
    expect(ends.length).toBe(40);
    expect(new Set(ends).size).toBeGreaterThan(10);
    expect(ends).toEqual([...ends].sort());
    await close();
});

test("the timeline shows life, overlap, next rotation and today, to scale in each range", async () => {
    const { page, close } = await open(largeReport(40, 4));
    const row = page.locator("#rows tr", { has: page.locator(".before") }).first();
    const box = async (part: string) => {
        const found = await row.locator(part).boundingBox();
        return { left: found?.x ?? 0, right: (found?.x ?? 0) + (found?.width ?? 0) };
    };
    await page.click("[data-range=all]");
    const [life, before, today] = [await box(".life"), await box(".before"), await box(".nowline")];
    expect(before.left).toBeCloseTo(life.left, 0);
    expect(before.right).toBeLessThan(life.right);
    expect(today.left).toBeGreaterThanOrEqual(life.left - 1);
    expect(today.right).toBeLessThan(life.right);
    // 14 days of overlap, 730 days of life.
    expect((before.right - before.left) / (life.right - life.left)).toBeCloseTo(14 / 730, 2);
    await page.click("[data-range=quarter]");
    const closer = await box(".before");
    expect(closer.right - closer.left).toBeGreaterThan(4 * (before.right - before.left));
    expect(await row.locator(".track").getAttribute("aria-label")).toMatch(
        /today 2026-11-27; since .*; ends .*; the token before it ends .*; rotates from/,
    );
    await close();
});

test("all of it is done by keyboard: each control can be reached, shows that it is, and works", async () => {
    const { page, close } = await open(largeReport(40, 4));
    const focused = () =>
        page.evaluate<string>(
            `(() => {
                const { activeElement: on } = document;
                const outline = getComputedStyle(on).outlineStyle;
                return (on.id || on.textContent.trim()) + (outline === "none" ? " without a sign of it" : "");
            })()`,
        );
    const reached: string[] = [];
    for (let presses = 0; presses < 20 && reached.at(-1) !== "Timeline, by urgency"; presses++) {
        await page.keyboard.press("Tab");
        reached.push((await focused()).replace(/^\d+[✗!✓] /, ""));
    }
    expect(reached).toEqual([
        "broken: for today",
        "within days",
        "fine",
        "search",
        "system",
        "3 months",
        "1 year",
        "everything",
        "Token",
        "Status",
        "Ends in",
        "Next",
        "Timeline, by urgency",
    ]);
    const sorted = () => page.locator("th[aria-sort=ascending]").getAttribute("data-order");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    expect(await sorted()).toBe("next");
    await page.locator("[data-level='2']").focus();
    await page.keyboard.press("Space");
    const broken = await visible(page);
    expect(broken).toBeGreaterThan(0);
    expect(broken).toBeLessThan(40);
    expect(await page.locator("#count").innerText()).toBe(`${broken} of 40 tokens`);
    await page.locator("#search").focus();
    await page.keyboard.type("nothing like that");
    expect(await visible(page)).toBe(0);
    await close();
});

test.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["on a phone", { viewport: { width: 390, height: 844 } }],
] as const)(
    "%s: nothing that axe finds stands in anyone's way, and nothing is cut off",
    async (_name, options) => {
        const { page, close } = await open(largeReport(40, 4), options);
        await page.evaluate(AXE);
        const violations = await page.evaluate<string[]>(
            "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`))",
        );
        expect(violations).toEqual([]);
        const beyond = "document.documentElement.scrollWidth - window.innerWidth";
        expect(await page.evaluate<number>(beyond)).toBeLessThanOrEqual(0);
        await close();
    },
);

test("a name that looks like markup stays a name", async () => {
    const name = '</script><img src=x onerror="document.title=1">';
    const state = { cutOff: [], tokens: [{ name, type: "versio:ApiToken" as const, outputs: {} }] };
    const problem = { kind: "failed" as const, words: `it said ${name}` };
    const odd = statusReport(
        [
            { stack: "s", state },
            { stack: name, problem },
        ],
        new Map(),
        REPORTED,
        true,
    );
    const { page, noted, close } = await open(odd);
    expect(await page.locator("#rows th b").innerText()).toBe(name);
    expect(await page.locator("img").count()).toBe(0);
    expect(noted).toHaveLength(1);
    await close();
});
