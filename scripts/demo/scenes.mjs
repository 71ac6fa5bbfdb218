const user = "1001";
const release = ["config", "set", "release"];

/**
 * The story: each scene runs Pulumi for real and notes one line of the closing table.
 *
 * @param {import("./stage.mjs").DemoStage} stage
 */
export async function playScenes(stage) {
    await prepare(stage);
    await create(stage);
    await changeNothing(stage);
    const [previous, current] = await rotateByTrigger(stage);
    await useBoth(stage, previous, current);
    await consume(stage);
    await rotateByTime(stage);
    await noteStatus(stage);
    await destroy(stage);
}

/** @param {import("./stage.mjs").DemoStage} stage */
async function prepare(stage) {
    const { apiUrl, control, rotateFolder } = stage.parts;
    console.log(`\nThe API is a simulator at ${apiUrl}; Pulumi keeps its state in a private folder.`);
    console.log("A person creates a token in the UI and pastes it into the config of examples/rotate.");
    const { token } = await control.createToken(user);
    await stage.quietly(rotateFolder, ["stack", "init", "dev"]);
    await stage.quietly(rotateFolder, ["config", "set", "thousandeyes:apiEndpoint", apiUrl]);
    await stage.quietly(rotateFolder, ["config", "set", "--secret", "bootstrapToken", token]);
}

/** @param {import("./stage.mjs").DemoStage} stage */
async function create(stage) {
    stage.heading("Create: the API issues a new token; it is a secret in the stack's state");
    await stage.note("create", await stage.pulumi(stage.parts.rotateFolder, ["up", "--yes"]));
}

/** @param {import("./stage.mjs").DemoStage} stage */
async function changeNothing(stage) {
    stage.heading("Nothing changes: nothing is sent");
    await stage.note("up, no change", await stage.pulumi(stage.parts.rotateFolder, ["up", "--yes"]));
}

/**
 * @param {import("./stage.mjs").DemoStage} stage
 * @returns {Promise<[string, string]>} the tokens before and after
 */
async function rotateByTrigger(stage) {
    const { rotateFolder } = stage.parts;
    stage.heading("20 days later a trigger rotates: the preview says why, and sends nothing");
    await stage.advance(20);
    const before = await stage.outputs();
    await stage.pulumi(rotateFolder, [...release, "2"]);
    await stage.pulumi(rotateFolder, ["preview"]);
    const sent = await stage.newRequests();
    console.log(`   requests to the API: ${sent.length === 0 ? "none" : sent.join(", ")}`);
    const output = await stage.pulumi(rotateFolder, ["up", "--yes", "--skip-preview"]);
    await stage.note("rotate by trigger", output);
    const after = await stage.outputs();
    return [before.token ?? "", after.token ?? ""];
}

/**
 * @param {import("./stage.mjs").DemoStage} stage
 * @param {string} previous
 * @param {string} current
 */
async function useBoth(stage, previous, current) {
    stage.heading("Both tokens work: whoever still holds the previous one has 14 days");
    const words = [];
    for (const [name, token] of Object.entries({ previous, current })) {
        const answer = await fetch(`${stage.parts.apiUrl}/users/current`, {
            headers: { authorization: `Bearer ${token}` },
        });
        words.push(`${name} token: ${answer.status} ${answer.statusText}`);
        console.log(`   GET /users/current with the ${name} token: ${answer.status} ${answer.statusText}`);
    }
    await stage.note("use both tokens", `ci: ${words.join(", ")}`);
}

/** @param {import("./stage.mjs").DemoStage} stage */
async function consume(stage) {
    const { consumeFolder, apiUrl } = stage.parts;
    stage.heading("A second stack takes token and account group from the first, and calls the API with them");
    await stage.quietly(consumeFolder, ["stack", "init", "dev"]);
    await stage.quietly(consumeFolder, ["config", "set", "thousandeyes:apiEndpoint", apiUrl]);
    await stage.pulumi(consumeFolder, ["up", "--yes"]);
    const group = (await stage.quietly(consumeFolder, ["stack", "output", "accountGroupName"])).trim();
    console.log(`     accountGroupName: ${group}`);
    await stage.note("consume in a second stack", `ci: its account group is ${group}`);
}

/** @param {import("./stage.mjs").DemoStage} stage */
async function rotateByTime(stage) {
    stage.heading("700 days later a plain `pulumi up` rotates by itself, before the token expires");
    await stage.advance(700);
    await stage.note("up, 700 days later", await stage.pulumi(stage.parts.rotateFolder, ["up", "--yes"]));
}

/**
 * Looks at every token while there is one: it is shown at the end.
 * @param {import("./stage.mjs").DemoStage} stage
 */
async function noteStatus(stage) {
    stage.status = await stage.apiTokens(["status", "--all", "--html", stage.parts.page]);
}

/** @param {import("./stage.mjs").DemoStage} stage */
async function destroy(stage) {
    const { consumeFolder, rotateFolder } = stage.parts;
    stage.heading("Destroy both stacks");
    await stage.pulumi(consumeFolder, ["destroy", "--yes"]);
    await stage.note("destroy", await stage.pulumi(rotateFolder, ["destroy", "--yes"]));
}
