import { TransportError } from "../../src/http/errors";
import type { HttpAnswer, HttpRequest, Send } from "../../src/http/http-client";
import { fingerprint } from "../../src/base/fingerprint";
import { Accounts } from "../../simulator/src/thousandeyes/accounts";
import { currentUserBody } from "../../simulator/src/thousandeyes/answers";
import type { Organisation } from "../../simulator/src/thousandeyes/organisations";
import { checkOrganisations } from "../../simulator/src/thousandeyes/organisations";
import { emptyState } from "../../simulator/src/thousandeyes/state";
import type { Chance } from "./chance";
import type { SimulatedProcess } from "./process";
import type { Scheduler } from "./scheduler";

/** What becomes of a request and of its answer. "Processed" means that it took its effect, whatever is seen of it. */
export const REQUEST_FATES = [
    "lost before it was processed",
    "processed, and its answer lost",
    "processed, and its answer cut",
    "answered 500 unprocessed",
    "processed, and answered 500",
    "answered by a proxy's page unprocessed",
    "processed, and answered by a proxy's page",
    "answered 429",
    "delayed before",
    "delayed after",
] as const;

export type RequestFate = (typeof REQUEST_FATES)[number];

/** A request for a new token, as the API saw it. */
export interface Post {
    readonly process: SimulatedProcess;
    /** Of the token that was sent. */
    readonly sent: string;
    readonly at: number;
    status: number | undefined;
    /** The token that was issued. */
    issued?: string;
    /** When the whole answer with it reached the process. */
    deliveredAt?: number;
    /** The process knows what came of it. */
    isOver: boolean;
}

const TIMEOUT = 60_000;

const PROXY_PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>";

/** The API by the simulator's own rules, and the witness of what was asked for. */
export class Api {
    readonly accounts: Accounts;
    readonly posts: Post[] = [];
    /** Told of each request for a new token before it goes out. */
    onPost: (post: Post) => void = () => undefined;
    /** What becomes of the next request; nothing out of the ordinary unless a schedule says so. */
    fateOf: (request: HttpRequest) => RequestFate | undefined = () => undefined;
    private issuedTokens = 0;

    constructor(
        private readonly scheduler: Scheduler,
        chance: Chance,
        users: readonly string[],
    ) {
        this.accounts = new Accounts(organisation(users), emptyState(), () => {
            this.issuedTokens++;
            return `token-${this.issuedTokens}-${chance.hex(8)}`;
        });
    }

    /** As a person does in the UI. */
    newToken(uid: string): string {
        const created = this.accounts.createInUi(uid, this.time);
        if (created === undefined) {
            throw new Error(`user ${uid} has a token`);
        }
        return created.token;
    }

    /** The user that a token was issued to. */
    userOf(mark: string): string {
        const owner = this.accounts
            .all()
            .find(({ user }) =>
                this.accounts.tokensOf(user.uid).some(({ sha256 }) => sha256.startsWith(mark)),
            );
        return owner?.user.uid ?? "";
    }

    /** The fingerprint of the newest token of a user that works. */
    newest(uid: string): string | undefined {
        return this.active(uid).at(-1);
    }

    /** The fingerprints of the tokens of a user that work, the newest last. */
    active(uid: string): string[] {
        return this.accounts
            .tokensOf(uid)
            .filter(({ revokedAt, validUntil }) => revokedAt === null && new Date(validUntil) > this.time)
            .map(({ sha256 }) => sha256.slice(0, 12));
    }

    sendFrom(process: SimulatedProcess): Send {
        return async (request) => {
            const { method, url } = request;
            const token = request.authorization.replace(/^Bearer /, "");
            const call = `${method} ${new URL(url).pathname.replace("/v7", "")}`;
            const post = method === "POST" ? this.post(process, token) : undefined;
            try {
                return await this.exchange(process, call, token, post, this.fateOf(request));
            } finally {
                if (post !== undefined) {
                    post.isOver = true;
                }
            }
        };
    }

    private post(process: SimulatedProcess, token: string): Post {
        const at = this.scheduler.now;
        const post: Post = { process, sent: fingerprint(token), at, status: undefined, isOver: false };
        this.onPost(post);
        this.posts.push(post);
        return post;
    }

    private async exchange(
        process: SimulatedProcess,
        call: string,
        token: string,
        post: Post | undefined,
        fate: RequestFate | undefined,
    ): Promise<HttpAnswer> {
        if (fate !== undefined) {
            this.scheduler.tell(`${call} of ${process.name}: ${fate}`);
        }
        const before = fate === "delayed before" ? 40_000 : 0;
        // The request is on its way: the API processes it, whether or not its sender lives.
        const answer = await process.turn(
            `${call} arrives`,
            () => ({ ...this.process(call, token, post, fate), date: this.time.toUTCString() }),
            before,
        );
        const after = fate === "delayed after" ? TIMEOUT + 5000 : 0;
        return process.turn(`the answer to ${call} arrives`, () => this.deliver(answer, post, fate), after);
    }

    private process(
        call: string,
        token: string,
        post: Post | undefined,
        fate: RequestFate | undefined,
    ): { status: number; body: unknown } {
        switch (fate) {
            case "lost before it was processed":
                return { status: 0, body: undefined };
            case "answered 500 unprocessed":
                return { status: 500, body: {} };
            case "answered by a proxy's page unprocessed":
                return { status: 502, body: PROXY_PAGE };
            case "answered 429":
                return { status: 429, body: {} };
        }
        const answer = this.answer(call, token);
        if (post !== undefined) {
            post.status = answer.status;
            if (answer.status === 201) {
                post.issued = fingerprint((answer.body as { bearerToken: string }).bearerToken);
            }
            this.scheduler.tell(`${call} of ${post.process.name} was answered ${answer.status}`);
        }
        return answer;
    }

    private deliver(
        { status, body, date }: { status: number; body: unknown; date: string },
        post: Post | undefined,
        fate: RequestFate | undefined,
    ): HttpAnswer {
        const header = (name: string) => (name === "date" ? date : undefined);
        const text = typeof body === "string" ? body : JSON.stringify(body);
        switch (fate) {
            case "lost before it was processed":
            case "processed, and its answer lost":
            case "delayed after":
                throw new TransportError("the connection gave no complete answer", true);
            case "processed, and its answer cut":
                return { status, header, body: text.slice(0, text.length / 2) };
            case "processed, and answered 500":
                return { status: 500, header, body: "{}" };
            case "processed, and answered by a proxy's page":
                return { status: 502, header, body: PROXY_PAGE };
        }
        if (post?.issued !== undefined) {
            post.deliveredAt = this.scheduler.now;
        }
        return { status, header, body: text };
    }

    private answer(call: string, token: string): { status: number; body: unknown } {
        const member = this.accounts.authenticate(token, this.time);
        if (member === undefined) {
            return { status: 401, body: { error: "invalid_token" } };
        }
        if (call === "GET /users/current") {
            return { status: 200, body: currentUserBody(member, "self") };
        }
        const issued = this.accounts.regenerate(member.user.uid, this.time);
        return issued === undefined
            ? { status: 409, body: { title: "Conflict" } }
            : { status: 201, body: { bearerToken: issued.token, validUntil: issued.validUntil } };
    }

    private get time(): Date {
        return new Date(this.scheduler.now);
    }
}

function organisation(users: readonly string[]): Organisation[] {
    return checkOrganisations({
        organisations: [
            {
                orgId: "1",
                organizationName: "World",
                accountGroups: [{ aid: "1", accountGroupName: "All" }],
                users: users.map((uid) => ({
                    uid,
                    name: uid,
                    email: `user${uid}@example.com`,
                    loginAccountGroup: "1",
                    accountGroups: ["1"],
                })),
            },
        ],
    });
}
