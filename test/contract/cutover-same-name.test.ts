import { AdoptedTokenProvider } from "../../src/adopted-token/provider";
import type { AdoptedTokenOutputs } from "../../src/adopted-token/state";
import { ServedResource } from "../../src/pulumi/served-resource";
import type { UserAppTokenInputs } from "../../src/systems/cutover/user-app-token-inputs";
import { userAppTokenSystem } from "../../src/systems/cutover/user-app-token-system";
import { failureAs } from "../support/failure-of";
import { NotedRun } from "../support/host";
import { temporaryFolder } from "../support/temporary-folder";
import { users } from "./cutover-calls";
import { useSimulator } from "./simulator-stage";

const stage = useSimulator();
const folder = temporaryFolder();

/** A run of the provider for every language: it knows resources by their URNs. */
function startRun() {
    const run = new NotedRun({ PULUMI_API_TOKENS_JOURNAL: folder.path }, Date.now);
    run.configure({ get: () => undefined });
    return new ServedResource<UserAppTokenInputs, UserAppTokenInputs & AdoptedTokenOutputs>(
        new AdoptedTokenProvider(userAppTokenSystem),
        run,
    );
}

/** A resource named "robot" in a component. */
const robotIn = (component: string) => ({
    resourceName: "robot",
    key: `urn:pulumi:dev::p::a:b:${component}$api-tokens:cutover:UserAppToken::robot`,
    isRenamed: false,
});

test("a resource that goes is not mixed up with another of its name: what takes its own place has to work", async () => {
    const [billing, search] = [robotIn("Billing"), robotIn("Search")];
    const inputsOf = async (label: string) => {
        const { token } = await stage.control.cutover.createToken(users.robot, { label });
        return { token, userId: users.robot, label, baseUrl: stage.simulator.cutoverUrl, revoke: true };
    };
    const [first, second] = [await inputsOf("first"), await inputsOf("second")];
    const { outputs } = await startRun().create(search, second);

    const served = startRun();
    await served.check(billing, undefined, first);
    await served.create(billing, first);
    await served.check(search, undefined, { ...second, token: "0".repeat(48) });
    const error = await failureAs(Error, served.delete(search, outputs));
    expect(error.message).toMatch(/The token in state stays.*\[ERR_TOKEN_REJECTED\]/);
    const [robot] = (await stage.control.cutover.users()).filter(({ id }) => id === users.robot);
    expect(robot?.tokens.map(({ label }) => label)).toEqual(["first", "second"]);
});
