import { fingerprint } from "../base/fingerprint";
import type { IssueRequest } from "./issue";
import type { Issued, Issuer } from "./issuer";

interface Asked {
    readonly outcome: Promise<Issued>;
    /** The keys of the resources that share it. */
    readonly by: Set<string>;
}

/**
 * Lets a run ask once for the successor of a token, however many resources have that token: all get the same outcome,
 * also where no journal could tell them of each other.
 */
export class OncePerToken implements Issuer {
    private readonly asked = new Map<string, Asked>();

    constructor(private readonly issuer: Issuer) {}

    issue(request: IssueRequest): Promise<Issued> {
        const key = fingerprint(request.token);
        const known = this.asked.get(key);
        // A resource asks once in a run: one that asks again is in another run of the same process.
        if (known !== undefined && !known.by.has(request.resourceKey)) {
            known.by.add(request.resourceKey);
            return known.outcome;
        }
        const outcome = this.issuer.issue(request);
        const asked = { outcome, by: new Set([request.resourceKey]) };
        this.asked.set(key, asked);
        outcome.then(
            ({ reply }) => {
                // Nothing was asked for: whoever comes next looks for themselves.
                if (reply.kind === "blocked" && this.asked.get(key) === asked) {
                    this.asked.delete(key);
                }
            },
            () => undefined,
        );
        return outcome;
    }
}
