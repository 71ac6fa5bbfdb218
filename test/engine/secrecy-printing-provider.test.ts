import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProviderStage } from "../support/provider-stage";
import { COMMANDS, describePrinting, type Leaks, PROGRAM_RUNS } from "../support/secrecy-printing";
import { StackStage } from "../support/stack-stage";

jest.setTimeout(600_000);
/** What these runs print holds tokens: that is what is looked at. */
const stage = new StackStage();
const provider = new ProviderStage(stage);

const leaks: Leaks = [
    [/^(--tracing|PULUMI_DEBUG_GRPC)$/, COMMANDS],
    [/^logs decrypt$/, PROGRAM_RUNS],
    // Not the engine: the host of YAML, in what it logs of the program's resources.
    [/^-v=(9|10|11) --logflow$/, PROGRAM_RUNS],
];

const PROGRAM = `
config:
  release: { type: string, default: "1" }
variables:
  pasted: { fn::readFile: ./pasted }
resources:
  ci:
    type: api-tokens:thousandeyes:ApiToken
    properties:
      bootstrapToken: \${pasted}
      rotation: { triggers: { release: "\${release}" } }
outputs:
  token: \${ci.token}
  status: \${ci.status}
`;

beforeAll(async () => {
    await stage.start();
    await provider.start();
});
afterAll(() => stage.dispose());

describePrinting({
    stage,
    leaks,
    open: async (name, pasted) => {
        const stack = await provider.yaml(name, PROGRAM);
        writeFileSync(join(stack.folder, "pasted"), pasted);
        return stack;
    },
});
