import { ApiTokenError } from "../base/errors";
import { formatTime } from "../base/time";
import { isRejection } from "../http/fresh-token";
import type { ResourceHost } from "../pulumi/resource-host";
import { type RotatingTokenInputs, toPolicy } from "./inputs";
import { describeNew } from "./issue-words";
import type { Program } from "./parting";
import { recordCreation } from "./recording";
import { type Rotation, RotationFailure } from "./rotation";
import { fromBootstrap, type RotatingTokenOutputs, withDerived } from "./state";
import type { RotatingTokenSystem } from "./system";
import { verify, verifyKept, verifyPatiently } from "./verification";

const RENAMED =
    "If this resource got another name or parent, its token is in the state under the former one: give it the option `aliases`";

/** What a first token takes. */
export interface CreationContext {
    readonly system: RotatingTokenSystem;
    readonly host: ResourceHost;
    readonly rotation: Rotation;
    readonly program: Program;
}

/** The first token: from the journal when it has one, else pasted, else the successor of the pasted one. */
export async function createToken(
    inputs: RotatingTokenInputs,
    context: CreationContext,
): Promise<RotatingTokenOutputs> {
    const { system, host, rotation } = context;
    const pasted = fromBootstrap(inputs, system.inputs, host.now());
    const journal = await host.journal.view(pasted.token);
    if (journal.kind === "issued") {
        const recovered = recordCreation(await rotation.recover(pasted), inputs);
        host.report.info(describeNew(recovered, "recovered from the journal, nothing was asked for"));
        return withDerived(await verifyPatiently(system, recovered, host), host.now());
    }
    // Whose token it is must be known, and the token seen to work, before anything changes.
    const owned = await ownedBy(pasted, context);
    if (inputs.onCreate === "adopt") {
        const end =
            owned.validUntil === undefined
                ? "its end is not known, so only a trigger or rotation.every rotates it"
                : `it is valid until ${owned.validUntil}`;
        host.report.info(`adopted the pasted token ${owned.tokenFingerprint}: ${end}`);
        return withDerived(owned, host.now());
    }
    const { triggers } = toPolicy(inputs.rotation);
    const obtained = await rotation.obtain(owned, triggers, journal).catch((error: unknown) => {
        throw error instanceof RotationFailure && (error.needsPerson || error.code === "ERR_OVERLAP")
            ? error.with(wayOn(context, error.needsPerson))
            : error;
    });
    const successor = recordCreation(obtained, inputs);
    host.report.info(describeNew(successor, "created"));
    return verifyKept(system, successor, host);
}

async function ownedBy(
    pasted: RotatingTokenOutputs,
    context: CreationContext,
): Promise<RotatingTokenOutputs> {
    try {
        const { outputs, at } = await verify(context.system, pasted, context.host);
        return { ...outputs, issuedAt: formatTime(at) };
    } catch (error) {
        throw isRejection(error)
            ? new ApiTokenError(error.code, `${error.message}. ${wayOn(context, true)}`)
            : error;
    }
}

/** What the engine takes for a new resource may be one that is in the state under another name. */
function wayOn({ program, host, system }: CreationContext, needsPerson: boolean): string {
    const isNew = program.predecessorOf(host) === undefined;
    return [...(isNew ? [RENAMED] : []), ...(needsPerson ? [system.wayBack] : [])].join(". Else: ");
}
