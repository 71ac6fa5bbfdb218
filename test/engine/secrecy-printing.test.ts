import { COMMANDS, describePrinting, type Leaks, PROGRAM_RUNS } from "../support/secrecy-printing";
import { plainProgram } from "../support/secrecy-programs";
import { openStack } from "../support/stack";
import { StackStage } from "../support/stack-stage";

jest.setTimeout(600_000);
/** What these runs print holds tokens: that is what is looked at. */
const stage = new StackStage();

const leaks: Leaks = [
    [/^(--tracing|PULUMI_DEBUG_GRPC)$/, COMMANDS],
    [/^(--otel-traces|logs decrypt)$/, PROGRAM_RUNS],
];

beforeAll(() => stage.start());
afterAll(() => stage.dispose());

describePrinting({
    stage,
    leaks,
    open: (name, pasted) => {
        stage.environment = { PASTED: pasted };
        return openStack(stage, plainProgram(name));
    },
});
