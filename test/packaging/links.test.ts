import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repository } from "../support/stack";
import { runCommand } from "./commands";

/** As GitHub makes them: lower case, spaces as hyphens, other signs left out; the second of a name gets a number. */
function anchorsOf(markdown: string): ReadonlySet<string> {
    const anchors = new Set<string>();
    const seen = new Map<string, number>();
    for (const [, title = ""] of withoutCode(markdown).matchAll(/^#{1,6} +(.+?) *$/gm)) {
        const text = title
            .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
            .replace(/\\(.)/g, "$1")
            .toLowerCase()
            .replace(/[^\p{L}\p{N}\s_-]/gu, "")
            .trim()
            .replace(/\s/g, "-");
        const count = seen.get(text) ?? 0;
        seen.set(text, count + 1);
        anchors.add(count === 0 ? text : `${text}-${count}`);
    }
    for (const [, id = ""] of markdown.matchAll(/<a id="([^"]+)">/g)) {
        anchors.add(id);
    }
    return anchors;
}

function withoutCode(markdown: string): string {
    return markdown.replace(/^(```|~~~)[^]*?^\1/gm, "");
}

/** The links of a page within this repository that lead nowhere. */
function brokenLinksOf(file: string, markdown: string): string[] {
    const inline = withoutCode(markdown).replace(/`[^`\n]*`/g, "");
    // Pictures for light and dark grounds are written in HTML.
    const written = [/\]\(<?([^)\s>]+)>?\)/g, /\b(?:src|srcset|href)="([^"]+)"/g];
    const links = written.flatMap((form) => [...inline.matchAll(form)].map(([, link = ""]) => link));
    return links.filter((link) => {
        if (/^[a-z]+:/.test(link)) {
            return false;
        }
        const [path = "", anchor] = link.split("#", 2);
        const target = path === "" ? file : join(dirname(file), decodeURIComponent(path));
        if (!existsSync(target)) {
            return true;
        }
        return (
            anchor !== undefined &&
            target.endsWith(".md") &&
            !anchorsOf(path === "" ? markdown : readFileSync(target, "utf8")).has(anchor)
        );
    });
}

test("every link of every page leads to a file that is there, and to a heading of it", async () => {
    const { stdout } = await runCommand(
        "git",
        ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        repository,
    );
    const files = stdout
        .trim()
        .split("\n")
        .map((name) => join(repository, name))
        .filter((file) => existsSync(file));
    expect(files.length).toBeGreaterThan(15);
    const broken = files.flatMap((file) =>
        brokenLinksOf(file, readFileSync(file, "utf8")).map(
            (link) => `${file.slice(repository.length + 1)}: ${link}`,
        ),
    );
    expect(broken).toEqual([]);
});

test("a link to a file or a heading that is not there would be found", () => {
    const file = join(repository, "docs", "README.md");
    const broken = '[a](nowhere.md) [b](#no-heading) [c](../README.md#no-heading) <img src="none.png">';
    expect(brokenLinksOf(file, broken)).toHaveLength(4);
    expect(
        brokenLinksOf(file, "# A `b`: c\n\n[a](backends.md) [b](#a-b-c) [c](https://example.com)"),
    ).toEqual([]);
});

test("the index of the documentation names every page", () => {
    const index = readFileSync(join(repository, "docs", "README.md"), "utf8");
    const pages = readdirSync(join(repository, "docs")).filter(
        (name) => name.endsWith(".md") && name !== "README.md",
    );
    expect(pages.filter((name) => !index.includes(`(${name})`))).toEqual([]);
});

test("each picture is on a page, is small, and tells nothing of the machine that it was made on", () => {
    const folder = join(repository, "docs", "pictures");
    const readme = readFileSync(join(repository, "README.md"), "utf8");
    const names = readdirSync(folder);
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) {
        const picture = readFileSync(join(folder, name));
        expect(readme).toContain(`docs/pictures/${name}`);
        expect([name, picture.length]).toEqual([name, Math.min(picture.length, 200_000)]);
        expect(picture.toString("latin1")).not.toMatch(/[/](tmp|home|root|Users)[/]/);
    }
});
