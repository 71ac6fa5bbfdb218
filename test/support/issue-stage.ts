import { DEFAULT_HTTP_OPTIONS } from "../../src/http/http-options";
import type { TokenAnswer } from "../../src/rotating-token/answer";
import { type IssueReply, type IssueRequest, issueSuccessor } from "../../src/rotating-token/issue";
import { apiTokenSystem } from "../../src/systems/thousandeyes/api-token-system";
import { JournalStage, OLD, SUCCESSOR } from "./journal-stage";
import { ISSUED } from "./token-state";

/** How long the API takes for its answer. */
export const ASKED = 1000;

export const ISSUED_ANSWER: TokenAnswer = {
    kind: "issued",
    token: SUCCESSOR.token,
    validUntil: SUCCESSOR.validUntil,
};

/** The successor of {@link ISSUED_ANSWER} as the reply has it. */
export const SUCCESSOR_AS_ISSUED = { ...SUCCESSOR, issuedAt: ISSUED + ASKED };

/** An answer without a successor. */
export function answered(kind: "lost" | "rejected" | "overlap" | "unclear"): TokenAnswer {
    return { kind, message: "Words" };
}

/** A journal, and an API that answers as told. */
export class IssueStage extends JournalStage {
    /** The tokens that were sent. */
    sent: string[] = [];

    constructor() {
        super();
        beforeEach(() => {
            this.sent = [];
        });
    }

    /** Has the successor asked for; something may happen until the answer is there. */
    issueWith(
        answer: TokenAnswer,
        changes: Partial<IssueRequest> = {},
        meanwhile: () => void | Promise<void> = () => undefined,
    ): Promise<IssueReply> {
        const ask = async (token: string) => {
            this.sent.push(token);
            this.now += ASKED;
            await meanwhile();
            return answer;
        };
        const request: IssueRequest = {
            system: "thousandeyes",
            endpoint: "https://api.example.com/v7",
            token: OLD,
            resourceName: "ci",
            journalLocation: this.folder,
            http: DEFAULT_HTTP_OPTIONS,
            mayHavePredecessor: false,
            ...changes,
        };
        const context = { system: apiTokenSystem, journal: this.journal(), ask, now: () => this.now };
        return issueSuccessor(request, context);
    }
}
