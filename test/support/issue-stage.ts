import { DAY } from "../../src/base/duration";
import { DEFAULT_HTTP_OPTIONS } from "../../src/http/http-options";
import type { Transport } from "../../src/http/json-api";
import type { Journal } from "../../src/journal/journal";
import type { TokenAnswer } from "../../src/rotating-token/answer";
import { type IssueReply, type IssueRequest, issueSuccessor } from "../../src/rotating-token/issue";
import type { RotatingTokenSystem } from "../../src/rotating-token/system";
import { apiTokenSystem } from "../../src/systems/thousandeyes/api-token-system";
import { classifyFailure } from "../../src/systems/thousandeyes/token-answer";
import { noTransport } from "./host";
import { JournalStage, OLD, SUCCESSOR, TRIGGERS } from "./journal-stage";
import { ISSUED } from "./token-state";

/** How long the API takes for its answer. */
export const ASKED = 400;

/** The successor as the API's answer has it. */
export const ISSUED_ANSWER: TokenAnswer = {
    kind: "issued",
    token: SUCCESSOR.token,
    validUntil: SUCCESSOR.validUntil,
};

/** The successor as it is kept, issued at the instant of the answer. */
export const SUCCESSOR_AS_ISSUED = { ...SUCCESSOR, issuedAt: ISSUED + ASKED };

/** An answer of a kind that has nothing but words. */
export function answered(kind: "lost" | "rejected" | "overlap" | "unclear"): TokenAnswer {
    return { kind, message: "Words" };
}

/** Has the successor of a token issued: with a real journal, and an API that answers as told. */
export class IssueStage extends JournalStage {
    /** The tokens that were sent. */
    readonly sent: string[] = [];
    /** What the clock shows that only goes on. */
    elapsed = 0;
    /** What the API says of the time in its answer, if it does. */
    serverTime: number | undefined;
    /** Happens once the intent is noted, and before the request is sent. */
    beforeSending: () => void = () => undefined;

    constructor() {
        super();
        beforeEach(() => {
            this.sent.length = 0;
            this.elapsed = 0;
            this.serverTime = undefined;
            this.beforeSending = () => undefined;
        });
    }

    /** @param meanwhile - happens before the answer arrives; what it throws the request fails with */
    issueWith(
        answer: TokenAnswer,
        changes: Partial<IssueRequest> = {},
        meanwhile: () => void | Promise<void> = () => undefined,
        journal: Journal = this.journal(),
    ): Promise<IssueReply> {
        const request: IssueRequest = {
            system: "thousandeyes",
            endpoint: "https://api.example.com/v7",
            token: OLD,
            resourceName: "ci",
            resourceKey: "ci",
            journalLocation: this.folder,
            http: DEFAULT_HTTP_OPTIONS,
            triggers: TRIGGERS,
            // Older than the overlap, and a day: it has no predecessor that is valid.
            issuedAt: ISSUED - 30 * DAY,
            ...changes,
        };
        return issueSuccessor(request, {
            system: this.systemThatAnswers(answer),
            journal,
            transport: this.transportTo(meanwhile),
            clock: { now: () => this.now, elapsed: () => this.elapsed },
        });
    }

    private systemThatAnswers(answer: TokenAnswer): RotatingTokenSystem {
        return {
            ...apiTokenSystem,
            requestNewToken: async (url, authorization, transport) => {
                this.beforeSending();
                try {
                    await transport.send({ method: "POST", url, authorization, accept: "" });
                } catch (error) {
                    return classifyFailure(error, authorization);
                }
                return answer;
            },
        };
    }

    private transportTo(meanwhile: () => void | Promise<void>): Transport {
        return {
            ...noTransport(),
            send: async ({ authorization }) => {
                this.sent.push(authorization);
                this.now += ASKED;
                await meanwhile();
                const date = this.serverTime === undefined ? undefined : new Date(this.serverTime);
                return {
                    status: 200,
                    header: (name) => (name === "date" ? date?.toUTCString() : ""),
                    body: "",
                };
            },
        };
    }
}
