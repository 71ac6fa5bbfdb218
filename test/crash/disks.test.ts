import { mkdirSync } from "node:fs";
import { errorsIn, openStack, saidOf, Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { cutOff } from "./cut-off";
import { MountedRunner, Mounts } from "./namespaces";

jest.setTimeout(180_000);
const stage = useStackStage();
const opened: Mounts[] = [];

async function mounted(script: string): Promise<Mounts> {
    mkdirSync(stage.sandbox.journalFolder, { recursive: true, mode: 0o700 });
    const mounts = await Mounts.open(script, stage.sandbox.journalFolder);
    opened.push(mounts);
    return mounts;
}

function inside(mounts: Mounts, { name, folder }: Stack): Stack {
    return new Stack(new MountedRunner(stage, mounts), name, folder);
}

afterAll(() => Promise.all(opened.map((mounts) => mounts.close())));

test("a journal that can be read and not written fails no preview, up or refresh: each warns", async () => {
    const stack = await openStack(stage, { example: "rotate", as: "read-only" }, await stage.newToken());
    await stack.up();
    const readOnly = inside(await mounted('mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"'), stack);
    const before = await stack.outputs();
    const warning = /^ci: warning: the journal could not be written \(EROFS.*\)\. Nothing depends on it now$/;
    for (const run of [await readOnly.preview(), await readOnly.up(), await readOnly.refresh()]) {
        const warnings = run.output.split("\n").filter((line) => warning.test(line.trim()));
        expect(warnings.length).toBeGreaterThan(0);
        expect(errorsIn(run)).toEqual([]);
        expect(run.requests).not.toContain("POST /api-tokens");
    }
    expect(await stack.outputs()).toEqual(before);
});

test("a disk that is full once the intent is written takes the new token all the same, and the next up finds it", async () => {
    const stack = await openStack(stage, { example: "rotate", as: "full" }, await stage.newToken("2001"));
    await stack.up();
    const mounts = await mounted('mount -t tmpfs -o size=128k,mode=0700 tmpfs "$1"');
    const full = inside(mounts, stack);
    await stage.advance(15);
    stack.configure({ release: "2" });
    const fill = () => {
        const script = 'cat /dev/zero >> "$1/filler" 2>/dev/null || true; df --output=avail "$1" | tail -1';
        expect(mounts.sh(script, stage.sandbox.journalFolder).trim()).toBe("0");
    };
    await cutOff(stage, full, "after the intent", fill);
    const sealed =
        'for i in $(seq 200); do grep -l \'"state": "issued"\' "$1"/*.json && exit; sleep 0.05; done';
    expect(mounts.sh(sealed, stage.sandbox.journalFolder)).toMatch(/\.1\.json/);

    const next = await full.up();
    expect(next.requests).toEqual(["GET /users/current"]);
    expect(saidOf("ci", next)[0]).toMatch(
        /was issued but not saved to state: recovering it from the journal/,
    );
    expect(await stage.statusOf((await stack.outputs()).token)).toBe(200);
    // A mark takes no room.
    fill();
    expect((await full.preview()).output).not.toContain("warning");
    expect(mounts.sh('ls "$1"/*.done', stage.sandbox.journalFolder)).toMatch(/\.1\.done/);
});
