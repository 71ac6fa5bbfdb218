import { join } from "node:path";
import { DAY } from "../../../src/base/duration";
import { formatTime } from "../../../src/base/time";
import { statusJson } from "../../../src/cli/status/json";
import { statusMetrics } from "../../../src/cli/status/metrics";
import { statusPage } from "../../../src/cli/status/page/page";
import { statusText } from "../../../src/cli/status/text";
import { styleFor } from "../../../src/cli/terminal";
import { exitCodeOf, LEVELS } from "../../../src/cli/tokens/token-summary";
import { recorded } from "../../support/recorded";
import { temporaryFolder } from "../../support/temporary-folder";
import { reportOf, STACK } from "./situation-report";
import { NOW, SITUATIONS } from "./situations";

const folder = temporaryFolder();
const journal = () => join(folder.path, "journal");

test.each(Object.entries(SITUATIONS))(
    "%s: text, exit code, metrics, JSON and page say what it is and what to do",
    async (_name, situation) => {
        const { condition, level, says, token } = situation;
        const report = await reportOf(situation, journal());
        const code = LEVELS.indexOf(level);
        expect([report.level, exitCodeOf(report.level)]).toEqual([level, code]);

        const text = statusText(report, styleFor(false));
        expect(text).toMatch(says);
        const page = statusPage(report);
        expect(page).toContain('<html lang="en">');
        const metrics = statusMetrics(report);
        expect(metrics).toContain(`\napi_token_status_level ${code}\n`);
        const json = JSON.parse(statusJson(report)) as { level: string; tokens: { condition: string }[] };
        expect(json.level).toBe(level);
        if (condition === undefined) {
            expect(pageText(page)).toMatch(says);
            const readable = situation.reading?.problem === undefined ? 1 : 0;
            expect(metrics).toContain(`api_token_stack_readable{stack="${STACK}"} ${readable}\n`);
            return;
        }
        expect(report.tokens).toHaveLength(1);
        expect(report.tokens[0]).toMatchObject({ name: token, condition });
        expect(json.tokens).toMatchObject([{ condition }]);
        const labels = `stack="${STACK}",name="${token ?? ""}"`;
        const own = LEVELS.indexOf(report.tokens[0]?.level ?? "fine");
        expect(metrics).toMatch(new RegExp(`api_token_level\\{${labels},system="[^"]+"\\} ${own}\\n`));
        expect(metrics).toMatch(new RegExp(`api_token_condition\\{${labels},.*condition="${condition}"`));
        const todo = report.tokens[0]?.todo ?? condition;
        expect(pageText(page)).toContain(todo);
    },
);

test("each token that is kept for a while after a swap has its end in every form", async () => {
    const twice = SITUATIONS["swapped twice, and both tokens before it are kept"];
    const report = await reportOf({ level: "fine", says: /./, ...twice }, journal());
    const [previous, earlier] = [formatTime(NOW + 12 * DAY), formatTime(NOW + 5 * DAY)];
    expect(JSON.parse(statusJson(report))).toMatchObject({
        tokens: [{ previousEndsAt: previous, earlierEndsAt: [earlier] }],
    });
    const metrics = statusMetrics(report);
    const sample = (before: number, end: string) =>
        `api_token_previous_end_timestamp_seconds{stack="${STACK}",name="cutover",system="Cutover",before="${before}"} ${Date.parse(end) / 1000}\n`;
    expect(metrics).toContain(sample(1, previous) + sample(2, earlier));
    // In seconds from the time of the report.
    expect(statusPage(report)).toContain(`[${(12 * DAY) / 1000},${(5 * DAY) / 1000}]`);
});

/** The page's words, those of its data included. */
function pageText(page: string): string {
    return page
        .replace(/<\/?code>/g, "`")
        .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
        .replaceAll('\\"', '"');
}

test("nothing that is secret in the state is in any of the forms, not even encrypted", async () => {
    const secrets = recorded("stack.json").match(/"ciphertext": ?"[^"]+"/g) ?? [];
    expect(secrets.length).toBeGreaterThan(20);
    for (const situation of Object.values(SITUATIONS)) {
        const report = await reportOf(situation, journal());
        const all = [
            statusText(report, styleFor(true)),
            statusJson(report),
            statusMetrics(report),
            statusPage(report),
        ].join("\n");
        expect(secrets.filter((secret) => all.includes(secret.slice(-20, -1)))).toEqual([]);
        expect(all).not.toContain("hunter22");
    }
});

test("there are more than twenty situations, of every condition", () => {
    const conditions = new Set(Object.values(SITUATIONS).map(({ condition }) => condition));
    expect(Object.keys(SITUATIONS).length).toBeGreaterThan(20);
    expect([...conditions].sort()).toEqual(
        expect.arrayContaining(
            ["active", "waiting", "rotating", "due", "overdue", "unsaved", "unclear", "ending"].concat([
                "rejected",
                "expired",
                "lost",
                "blocked",
                "unreadable",
            ]),
        ),
    );
});
