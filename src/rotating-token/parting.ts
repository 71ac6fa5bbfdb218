import { ApiTokenError } from "../base/errors";
import { quoted } from "../base/terminal-text";
import type { ProgramResources } from "../pulumi/program-resources";
import { beforeGivingUp } from "../pulumi/replacement";
import type { ResourceHost } from "../pulumi/resource-host";
import type { RotatingTokenInputs } from "./inputs";
import { fromBootstrap, isKnownTo, type RotatingTokenOutputs } from "./state";
import type { RotatingTokenSystem } from "./system";
import { verify } from "./verification";

/** What this run has seen of the program's resources with tokens that rotate. */
export type Program = ProgramResources<RotatingTokenInputs, RotatingTokenOutputs>;

/**
 * Refuses to let a resource go while what comes in its place is not there: the token in its state is the only way to
 * the next one.
 */
export async function allowParting(
    outputs: RotatingTokenOutputs,
    system: RotatingTokenSystem,
    host: ResourceHost,
    program: Program,
): Promise<void> {
    const successor = program.successorOf(host);
    if (successor?.bootstrapToken !== undefined && !isKnownTo(outputs, successor.bootstrapToken)) {
        const pasted = fromBootstrap(successor, system.inputs, host.now());
        await beforeGivingUp(() => verify(system, pasted, host));
        return;
    }
    const waiting = program.find(
        ({ bootstrapToken }, resource) =>
            bootstrapToken !== undefined &&
            isKnownTo(outputs, bootstrapToken) &&
            !program.isSettled(resource),
    );
    if (waiting !== undefined) {
        throw new ApiTokenError(
            "ERR_INPUT",
            `token ${outputs.tokenFingerprint} stays in state: ${quoted(waiting)}, which takes the place of this resource with the ` +
                "same bootstrapToken, is not there, and cannot be made from that one again. If this resource got another name or " +
                "parent, give it the option `aliases`; with deleteBeforeReplace, leave that out",
        );
    }
}
