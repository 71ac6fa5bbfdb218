import { fingerprint } from "../base/fingerprint";
import { messageOf } from "../base/errors";
import { quoted } from "../base/terminal-text";
import type { ProgramResources } from "../pulumi/program-resources";
import type { ResourceHost } from "../pulumi/resource-host";
import type { AdoptedTokenInputs } from "./inputs";
import { type AdoptedTokenOutputs, outgoing } from "./state";
import type { AdoptedTokenSystem, TokenAtHand } from "./system";

/**
 * How tokens leave a state. One is revoked where the program wants that, and nobody else holds it: no resource of this
 * run's program, and none of another stack as far as the journal has notes of them.
 */
export class Parting<I extends AdoptedTokenInputs> {
    constructor(
        private readonly system: AdoptedTokenSystem<I>,
        private readonly host: ResourceHost,
        private readonly program: ProgramResources<I, I & AdoptedTokenOutputs>,
    ) {}

    /** Notes that the resource holds its tokens, so that no other stack revokes them. */
    async hold(outputs: I & AdoptedTokenOutputs): Promise<I & AdoptedTokenOutputs> {
        if (this.system.revoke === undefined) {
            return outputs;
        }
        const { resourceName, key, environment, now, journal, report } = this.host;
        const project = environment.PULUMI_PROJECT;
        const id = outputs.holder ?? fingerprint(`${project ?? ""} ${key} ${now()} ${outputs.token}`);
        try {
            for (const { token } of [outputs, ...outgoing(outputs)]) {
                await journal.heldTokens.note(token, { id, resourceName, project });
            }
        } catch (error) {
            report.warn(
                `that this resource holds token ${outputs.tokenFingerprint} could not be noted in ${journal.describe()} ` +
                    `(${messageOf(error)}): another stack with the same token and revoke: true does not know of it`,
            );
        }
        return { ...outputs, holder: id };
    }

    /** Whether the program wants its tokens revoked: where nobody else holds one, it is. */
    isToRevoke(inputs: I): boolean {
        return this.system.wantsRevocation?.(inputs) === true;
    }

    /** Why a token is not revoked that the program wants revoked; `undefined` when nobody else holds it. */
    async whoElse(token: string, holder: string | undefined): Promise<string | undefined> {
        const name = this.program.whoIsGiven(token);
        if (name !== undefined) {
            return `${quoted(name)} of this program holds it`;
        }
        try {
            const [other] = await this.host.journal.heldTokens.others(token, holder ?? "");
            if (other === undefined) {
                return undefined;
            }
            const { resourceName, project } = other.holder;
            const whose = project === undefined ? "" : ` of project ${quoted(project)}`;
            return `${quoted(resourceName)}${whose} holds it too, as noted in ${other.place}. If that one is gone, revoke the token in the UI: ${this.system.tokensInUi}`;
        } catch (error) {
            return `whether another stack holds it cannot be found out: ${messageOf(error)}. Revoke it in the UI: ${this.system.tokensInUi}`;
        }
    }

    /** Revokes a token if that is wanted and right; otherwise tells why not. `undefined` when it is not wanted. */
    async revoke(outputs: I & AdoptedTokenOutputs, at: TokenAtHand): Promise<string | undefined> {
        if (this.system.revoke === undefined) {
            return undefined;
        }
        await this.forget(at.token, outputs.holder);
        if (!this.isToRevoke(outputs)) {
            return undefined;
        }
        const reason = await this.whoElse(at.token, outputs.holder);
        return reason === undefined
            ? this.system.revoke(outputs, at, this.host)
            : `token ${fingerprint(at.token)} is not revoked: ${reason}`;
    }

    private async forget(token: string, holder: string | undefined): Promise<void> {
        if (holder !== undefined) {
            // A note that stays keeps others from revoking: that is told there, with its place.
            await this.host.journal.heldTokens.drop(token, holder).catch(() => undefined);
        }
    }
}
