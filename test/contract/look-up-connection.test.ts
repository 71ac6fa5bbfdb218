import { getAccountGroups } from "../../src/systems/thousandeyes/account-groups";
import type { ConnectionArgs } from "../../src/systems/thousandeyes/look-up-connection";
import { programFailureOf } from "../support/failure-of";
import { useLookUpStage } from "./look-up-stage";

const NOWHERE = "http://127.0.0.1:9/v7";
const stage = useLookUpStage();

async function expectAnswer(args?: ConnectionArgs): Promise<void> {
    expect((await getAccountGroups(args)).accountGroups).toHaveLength(3);
    expect(await stage.requests()).toEqual(["GET /account-groups"]);
}

describe("the token and the endpoint of a look-up", () => {
    test("come from the environment", async () => {
        stage.setEnvironment({ TE_TOKEN: stage.token, TE_API_ENDPOINT: stage.apiUrl });
        await expectAnswer();
    });

    test("come from the stack's config before the environment", async () => {
        stage.setEnvironment({ TE_TOKEN: "another", TE_API_ENDPOINT: NOWHERE });
        stage.startRun({ "thousandeyes:token": stage.token, "thousandeyes:apiEndpoint": stage.apiUrl });
        await expectAnswer();
    });

    test("come from the arguments before the stack's config", async () => {
        stage.startRun({ "thousandeyes:token": "another", "thousandeyes:apiEndpoint": NOWHERE });
        await expectAnswer(stage.connection);
    });

    test("may come from different places", async () => {
        stage.setEnvironment({ TE_TOKEN: stage.token });
        stage.startRun({ "thousandeyes:apiEndpoint": stage.apiUrl });
        await expectAnswer();
    });

    test("without a token anywhere is an error that names all three ways", async () => {
        stage.setEnvironment({ TE_TOKEN: "" });
        const error = await programFailureOf(getAccountGroups({ apiEndpoint: stage.apiUrl }));
        expect(error.code).toBe("ERR_NO_TOKEN");
        expect(error.message).toBe(
            "getAccountGroups: no token. Give the argument `token`, run `pulumi config set --secret thousandeyes:token`, " +
                "or set TE_TOKEN [ERR_NO_TOKEN]",
        );
    });

    test.each<[string, ConnectionArgs, string]>([
        ["an endpoint in clear", { token: "hush", apiEndpoint: "http://api.example.com/v7" }, "in clear"],
        ["an endpoint that is none", { token: "hush", apiEndpoint: "here" }, "the API endpoint is not a URL"],
        ["a token with a line break", { token: "hush\n" }, "the token has a space or a line break"],
        ["an empty token", { token: "" }, "the token is empty"],
    ])("with %s is an input error that shows no token", async (_name, args, words) => {
        const error = await programFailureOf(getAccountGroups(args));
        expect(error.code).toBe("ERR_INPUT");
        expect(error.message).toContain(words);
        expect(error.message).not.toContain("hush");
    });
});
