import type { ThousandEyesClient } from "../../src/thousandeyes/client";
import { type IssueReply, type IssueRequest, issueSuccessor } from "../../src/thousandeyes/issue-successor";
import type { TokenAnswer } from "../../src/thousandeyes/token-answer";
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
        meanwhile: () => void = () => undefined,
    ): Promise<IssueReply> {
        const regenerateToken = (token: string) => {
            this.sent.push(token);
            this.now += ASKED;
            meanwhile();
            return Promise.resolve(answer);
        };
        const client = { regenerateToken } as unknown as ThousandEyesClient;
        const request: IssueRequest = {
            token: OLD,
            resourceName: "ci",
            apiEndpoint: "https://api.example.com/v7",
            journalFolder: this.folder,
            mayHavePredecessor: false,
            ...changes,
        };
        return issueSuccessor(request, { journal: this.journal(), client, now: () => this.now });
    }
}
