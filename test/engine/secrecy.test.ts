import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "../../src/base/fingerprint";
import { plainProgram } from "../support/secrecy-programs";
import { filesUnder, findTokens } from "../support/secrecy-search";
import { openStack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);
const stage = useStackStage();

test("the search finds a token in a file's bytes, in base64, hex and URL-encoded, and in a file's name", () => {
    const token = "a/token+of=nobody-0001";
    const folder = join(stage.sandbox.folder, "planted");
    const header = `Bearer ${token}`;
    mkdirSync(join(folder, "deep"), { recursive: true });
    writeFileSync(join(folder, "clear"), Buffer.concat([Buffer.from([0, 255, 128]), Buffer.from(token)]));
    writeFileSync(join(folder, "url"), encodeURIComponent(header));
    writeFileSync(join(folder, "hex"), Buffer.from(header).toString("hex"));
    for (const before of ["", "x", "xx"]) {
        writeFileSync(join(folder, `base64 ${before}`), Buffer.from(before + header).toString("base64"));
    }
    writeFileSync(join(folder, "deep", Buffer.from(token).toString("hex")), "");
    const places = findTokens(stage, [token]).map(({ place, ways }) => `${place}: ${ways.join()}`);
    rmSync(folder, { recursive: true });
    const hex = Buffer.from(token).toString("hex");
    expect(places.sort()).toEqual([
        "planted/base64 : in base64, one byte on",
        "planted/base64 x: in base64, two bytes on",
        "planted/base64 xx: in base64",
        "planted/clear: in clear",
        `planted/deep/${hex}: in hex`,
        "planted/hex: in hex",
        "planted/url: URL-encoded",
    ]);
    expect(findTokens(stage, [token])).toEqual([]);
});

test("a whole life with a token given as a plain argument leaves it nowhere, nor those that follow it", async () => {
    const pasted = await stage.newToken();
    stage.environment = { PASTED: pasted };
    const stack = await openStack(stage, plainProgram());
    await stack.succeed("preview", "--diff");
    await stack.up();
    const { token: first = "" } = await stack.outputs();
    await stage.advance(20);
    stack.configure({ release: "2" });
    expect((await stack.succeed("preview", "--diff")).output).toContain(
        'rotating, trigger "release" changed',
    );
    await stack.succeed("preview", "--json");
    await stack.up();
    const { token: second = "" } = await stack.outputs();
    await stack.refresh();
    await stack.exportState();
    const entries = filesUnder(stage.sandbox.journalFolder).join("\n");
    expect(findTokens(stage)).toEqual([]);
    await stack.destroy();

    expect(new Set([pasted, first, second]).size).toBe(3);
    expect([...stage.tokens]).toEqual(expect.arrayContaining([pasted, first, second]));
    expect(entries).toContain(`${fingerprint(first)}.1.json`);
    expect(findTokens(stage)).toEqual([]);
});

test("a plain config value stays in the config, and in what Pulumi keeps of the config, for good", async () => {
    const pasted = await stage.newToken("1002");
    stage.environment = {};
    const stack = await openStack(stage, plainProgram("config"));
    stack.configure({ pasted });
    await stack.up();
    const { token = "" } = await stack.outputs();
    expect(findTokens(stage).map(({ place }) => familyOf(place))).toEqual(
        expect.arrayContaining(["Pulumi.dev.yaml", "state", "history"]),
    );
    await stack.destroy();

    // The user put the pasted token there in clear, and Pulumi copies the config of each run. No other place has it.
    const found = findTokens(stage);
    expect(new Set(found.map(({ place }) => familyOf(place)))).toEqual(
        new Set(["Pulumi.dev.yaml", "state", "history", "backups"]),
    );
    expect(new Set(found.map((find) => find.fingerprint))).toEqual(new Set([fingerprint(pasted)]));
    expect(stage.tokens).toContain(token);
    expect(token).not.toBe(pasted);
});

/** What of Pulumi's own a place is, or the place itself. */
function familyOf(place: string): string {
    const own = {
        "Pulumi.dev.yaml": /^config\/Pulumi\.dev\.yaml$/,
        state: /^state\/\.pulumi\/stacks\/config\/dev\.json(\.bak)?$/,
        history: /^state\/\.pulumi\/history\/config\//,
        backups: /^state\/\.pulumi\/backups\/config\//,
    };
    return Object.entries(own).find(([, form]) => form.test(place))?.[0] ?? place;
}
