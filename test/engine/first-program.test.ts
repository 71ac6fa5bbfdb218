import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openStack, repository } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(180_000);

const stage = useStackStage();
const page = readFileSync(join(repository, "docs", "first-program.md"), "utf8");

/** The texts in the page's blocks of a language. */
const blocks = (language: string) =>
    [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "gm"))].map(([, text = ""]) => text);

test("the program of the page on first steps creates a token, rotates it, and status shows it", async () => {
    const commands = blocks("bash").join("\n");
    const [program = ""] = blocks("ts");
    const pulumiYaml = /^echo '(.*)' > Pulumi\.yaml$/m.exec(commands)?.[1] ?? "";
    const [, key = "", value = ""] = /^pulumi config set (release) (\S+)$/m.exec(commands) ?? [];
    expect([key, value]).toEqual(["release", "2"]);
    const files = {
        "Pulumi.yaml": pulumiYaml,
        "package.json": JSON.stringify({ name: "my-tokens", main: "index.ts" }),
        "index.ts": program,
    };
    const stack = await openStack(stage, { name: "my-tokens", files }, await stage.newToken());
    await stack.up();
    const { token: first = "", previousValidUntil } = await stack.outputs();
    expect(previousValidUntil).toBeUndefined();
    stack.configure({ [key]: value });
    await stack.up();
    const rotated = await stack.outputs();
    expect(rotated.token).not.toBe(first);
    expect(rotated.previousValidUntil).toBeDefined();
    const [, shown = ""] = /^npx api-tokens (status .*)$/m.exec(commands) ?? [];
    const cli = join(repository, "dist", "cli.js");
    const status = await stage.execute(process.execPath, [cli, ...shown.split(" ")], stack.folder);
    expect(status.code).toBe(0);
    expect(status.output).toMatch(/✓ {2}my-tokens\/dev\/ci +ThousandEyes +active +730 days/);
    expect(readFileSync(join(stack.folder, "status.html"), "utf8")).toContain("1 token in 1 stack");
});
