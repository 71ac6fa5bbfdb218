import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeLanguage } from "../support/provider-languages";
import { ProviderStage } from "../support/provider-stage";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(400_000);
const stage = useStackStage();
const provider = new ProviderStage(stage);

const LIFE = `
import pulumi
from pulumi_api_tokens import thousandeyes

config = pulumi.Config()
ci = thousandeyes.ApiToken(
    "ci",
    bootstrap_token=config.require_secret("bootstrapToken"),
    rotation=thousandeyes.RotationArgs(triggers={"release": config.get("release") or "1", "build": "7"}),
)
pulumi.export("token", ci.token)
pulumi.export("fingerprint", ci.token_fingerprint)
pulumi.export("userId", ci.user_id)
pulumi.export("issuedAt", ci.issued_at)
`;

const ADOPTED = `
import json
import pulumi
from pulumi_api_tokens import cutover, versio

config = pulumi.Config()
cmdb = versio.ApiToken(
    "cmdb", name="pulumi", environment="example", token=config.require_secret("versioToken"), max_age="365d"
)
robot = cutover.UserAppToken("robot", user_id="102", label=config.get("label") or "pulumi", revoke=True)
tokens = cutover.get_user_app_tokens_output(user_id="102")
earlier = robot.earlier_tokens.apply(
    lambda all: [{"token": one.token, "tokenId": one.token_id, "validUntil": one.valid_until} for one in all or []]
)
pulumi.export("authorization", cmdb.authorization)
pulumi.export("versioToken", cmdb.token)
pulumi.export("cutoverToken", robot.token)
pulumi.export("tokenId", robot.token_id)
pulumi.export("earlier", earlier.apply(json.dumps))
pulumi.export("labels", tokens.user_app_tokens[0].label)
`;

const CONSUME = `
import pulumi
from pulumi_api_tokens import thousandeyes

producer = pulumi.StackReference("organization/life/dev")
token = producer.require_output("token")
user = thousandeyes.get_current_user_output(token=token)
pulumi.export("token", token)
pulumi.export("uid", user.uid)
`;

const IMPORTED = `
import pulumi
from pulumi_api_tokens import cutover, thousandeyes, versio

thousandeyes.ApiToken("ci", on_create="adopt")
versio.ApiToken("cmdb", name="found", environment="example")
cutover.UserAppToken("robot", user_id="102", label="found")
`;

beforeAll(async () => {
    await provider.start();
    await provider.preparePython();
});

const programs = { life: LIFE, adopted: ADOPTED, consume: CONSUME };

describeLanguage({
    name: "Python",
    stage,
    open: (project, program, bootstrapToken) => provider.python(project, programs[program], bootstrapToken),
});

test("tokens that pulumi import took over are unchanged in a program in Python", async () => {
    const stack = await provider.python("imported", "");
    const { token } = await stage.newCutoverToken("102", "found");
    stage.environment = {
        TE_TOKEN: await stage.newToken("1002"),
        VERSIO_APITOKEN: await stage.newVersioToken("found"),
        CUTOVER_API_TOKEN: token,
    };
    const ids = {
        "thousandeyes:ApiToken ci": "1002",
        "versio:ApiToken cmdb": "example/found",
        "cutover:UserAppToken robot": "102/found",
    };
    for (const [resource, id] of Object.entries(ids)) {
        const [type = "", name = ""] = resource.split(" ");
        const options = ["--yes", "--skip-preview", "--protect=false", "--generate-code=false"];
        await stack.succeed("import", `api-tokens:${type}`, name, id, ...options);
    }
    writeFileSync(join(stack.folder, "__main__.py"), IMPORTED);
    const next = await stack.up();
    expect(next.output).toMatch(/4 unchanged/);
    expect(next.requests).toEqual([]);
    stage.environment = {};
});
