import "./mocks.js";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import * as program from "./index.js";

/** The value of an output that does not fail. */
function valueOf<T>(output: pulumi.Output<T>): Promise<pulumi.Unwrap<T>> {
    return new Promise((resolve) => {
        pulumi.output(output).apply(resolve);
    });
}

test("the outputs are those of the token, of its account group and of its user", async () => {
    assert.equal(await valueOf(program.tokenFingerprint), "db8055e0e030");
    assert.equal(await valueOf(program.accountGroupId), "281474");
    assert.equal(await valueOf(program.userName), "Ada Admin");
});

test("the token is a secret, the account group is none", async () => {
    assert.equal(await pulumi.isSecret(program.token), true);
    assert.equal(await pulumi.isSecret(program.accountGroupId), false);
});

// In a process of its own: the SDK gives a test no way to catch the failure of an output.
test("the name of an account group that does not exist ends the program", () => {
    const script = `
        require("./mocks.js");
        require("@pulumi/pulumi").runtime.setConfig("unit-test:accountGroup", "Prodution");
        require("./index.js");`;
    const { status, stderr } = spawnSync(process.execPath, ["-e", script], {
        cwd: __dirname,
        encoding: "utf8",
    });
    assert.match(stderr, /there is no account group with the name "Prodution"/);
    assert.equal(status, 1);
});
